using Identity.Server.Database;
using Identity.Server.Mail;
using Identity.Server.Users.Administration;
using Identity.Server.Users.Details;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.Import;
using Identity.Server.Users.Invitation;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Policy;
using Identity.Server.Users.Registration;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.SingleUse;
using Identity.Server.Users.Throttling;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Identity.Server.Users;

/// <summary>Opens the room: ASP.NET Core Identity over our context, our hashes and our canonical addresses.</summary>
internal static class UsersSetup
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddPasswordHashing();
        services.AddThrottling();
        services.AddSingleton<ILookupNormalizer, CanonicalEmail>();
        services.AddScoped<IUserValidator<User>, EmailIsFree>();
        services.AddScoped<IPasswordHasher<User>, BcryptPasswordHasher>();
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, ServerDbContext, Guid>>();
        services.AddIdentityCore<User>();
        services.AddSingleton<Accounts>().AddSingleton<SignIn>().AddSingleton<SignInJournal>().AddSingleton<People>();
        services.AddSingleton<AccountCount>().AddSingleton<PersonLabels>();
        services.AddAdministration();
        services.AddPasswordPolicy();
        services.AddSingleton<PasswordAcceptance>();
        services.AddSingleton<SingleUseTokens>().AddSingleton<UserImport>();
        services.AddSingleton<Registrations>().AddSingleton<EmailVerifications>().AddSingleton<PasswordResets>();
        services.AddSingleton<PasswordReplacement>().AddSingleton<PasswordConfirmation>();
        services.AddSingleton<ProfileChanges>().AddSingleton<PasswordChanges>().AddSingleton<EmailChanges>();
        services.AddSingleton<DetailChanges>();
        services.AddSingleton<AccountDeletions>().AddSingleton<PersonalCopies>().AddSingleton<AccountKeeping>();
        services.AddSingleton<ILetterWriter, VerificationWriter>();
        services.AddSingleton<ILetterWriter, AccountExistsWriter>();
        services.AddSingleton<ILetterWriter, ResetWriter>();
        services.AddSingleton<Invitations>().AddSingleton<ILetterWriter, InvitationWriter>();
        services.AddSingleton<ILetterWriter, PasswordChangedWriter>();
        services.AddSingleton<ILetterWriter, ApproveEmailChangeWriter>();
        services.AddSingleton<ILetterWriter, ConfirmEmailChangeWriter>();
        return services.AddSingleton<ILetterWriter, EmailChangedWriter>();
    }
}
