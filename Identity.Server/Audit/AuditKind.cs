using System.Collections.Frozen;

namespace Identity.Server.Audit;

/// <summary>What the audit tells of. The names are kept for as long as their events are: none is ever used for anything else.</summary>
internal static class AuditKind
{
    public const string SignIn = "sign-in";
    public const string PasswordConfirmation = "password-confirmation";
    public const string Registration = "registration";
    public const string EmailVerification = "email-verification";
    public const string PasswordReset = "password-reset";
    public const string InvitationAcceptance = "invitation-acceptance";
    public const string PasswordChange = "password-change";
    public const string EmailChange = "email-change";
    public const string ProfileChange = "profile-change";
    public const string AccountDeletion = "account-deletion";
    public const string AccountCreation = "account-creation";
    public const string AccountChange = "account-change";
    public const string AccountExport = "account-export";
    public const string LetterRequest = "letter-request";
    public const string Suspension = "suspension";
    public const string Reinstatement = "reinstatement";
    public const string SignOut = "sign-out";
    public const string SignOutElsewhere = "sign-out-elsewhere";
    public const string Consent = "consent";
    public const string ConsentWithdrawal = "consent-withdrawal";
    public const string RoleCreation = "role-creation";
    public const string RoleChange = "role-change";
    public const string RoleDeletion = "role-deletion";
    public const string RoleMembership = "role-membership";
    public const string ClientCreation = "client-creation";
    public const string ClientChange = "client-change";
    public const string ClientDeletion = "client-deletion";
    public const string ClientSecretCreation = "client-secret-creation";
    public const string ClientSecretDeletion = "client-secret-deletion";
    public const string ApiCreation = "api-creation";
    public const string ApiChange = "api-change";
    public const string ApiDeletion = "api-deletion";
    public const string ApiSecretCreation = "api-secret-creation";
    public const string ApiSecretDeletion = "api-secret-deletion";
    public const string ApiProfileCreation = "api-profile-creation";
    public const string ApiProfileChange = "api-profile-change";
    public const string ApiProfileDeletion = "api-profile-deletion";
    public const string GrantRevocation = "grant-revocation";
    public const string TokenRevocation = "token-revocation";
    public const string KeyRotation = "key-rotation";
    public const string KeyRetirement = "key-retirement";
    public const string KeyWithdrawal = "key-withdrawal";
    public const string LetterResending = "letter-resending";
    public const string LetterDeletion = "letter-deletion";
    public const string JobRun = "job-run";
    public const string LogLevelChange = "log-level-change";
    public const string CodeReuse = "code-reuse";
    public const string RefreshTokenReuse = "refresh-token-reuse";
    public const string AuthorizationRefusal = "authorization-refusal";
    public const string ClientAuthenticationRefusal = "client-authentication-refusal";
    public const string TokenRefusal = "token-refusal";
    public const string UserInfoRefusal = "userinfo-refusal";
    public const string RegistrationRefusal = "registration-refusal";
    public const string SignOutRefusal = "sign-out-refusal";
    public const string ManagementRefusal = "management-refusal";
    public const string Trace = "trace";

    public static FrozenSet<string> All { get; } =
    [
        SignIn,
        PasswordConfirmation,
        Registration,
        EmailVerification,
        PasswordReset,
        InvitationAcceptance,
        PasswordChange,
        EmailChange,
        ProfileChange,
        AccountDeletion,
        AccountCreation,
        AccountChange,
        AccountExport,
        LetterRequest,
        Suspension,
        Reinstatement,
        SignOut,
        SignOutElsewhere,
        Consent,
        ConsentWithdrawal,
        RoleCreation,
        RoleChange,
        RoleDeletion,
        RoleMembership,
        ClientCreation,
        ClientChange,
        ClientDeletion,
        ClientSecretCreation,
        ClientSecretDeletion,
        ApiCreation,
        ApiChange,
        ApiDeletion,
        ApiSecretCreation,
        ApiSecretDeletion,
        ApiProfileCreation,
        ApiProfileChange,
        ApiProfileDeletion,
        GrantRevocation,
        TokenRevocation,
        KeyRotation,
        KeyRetirement,
        KeyWithdrawal,
        LetterResending,
        LetterDeletion,
        JobRun,
        LogLevelChange,
        CodeReuse,
        RefreshTokenReuse,
        AuthorizationRefusal,
        ClientAuthenticationRefusal,
        TokenRefusal,
        UserInfoRefusal,
        RegistrationRefusal,
        SignOutRefusal,
        ManagementRefusal,
        Trace,
    ];
}
