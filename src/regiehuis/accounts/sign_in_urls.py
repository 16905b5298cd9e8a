"""The pages of the sign-in library, with their place in the guide."""

from django.urls import include, path

# Only what we use: without its pages to sign up, link and cancel at a service, which are ours.
urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

SIGNING_IN = ("login", "logout", "inactive", "signup", "reset_password", "reset_password_done", "reset_password_from_key",
              "reset_password_from_key_done", "confirm_login_code", "confirm_email", "email_verification_sent")  # fmt: skip
OWN_ACCOUNT = ("reauthenticate", "email", "change_password", "set_password")
HELP = {
    **{f"account_{name}": "uw-werkplek#aanmelden-en-afmelden" for name in SIGNING_IN},
    **{f"account_{name}": "uw-werkplek#uw-account" for name in OWN_ACCOUNT},
    **dict.fromkeys(
        ("mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"),
        "uw-werkplek#aanmelden-en-afmelden",
    ),
    **dict.fromkeys(
        (
            "mfa_index",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
        ),
        "beginnen#6-aanmelden-met-een-tweede-stap",
    ),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "usersessions_list"), "uw-werkplek#uw-account"),
}
