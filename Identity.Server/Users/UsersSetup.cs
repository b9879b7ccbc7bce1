using Identity.Server.Database;
using Identity.Server.Users.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Identity.Server.Users;

/// <summary>Opens the room: ASP.NET Core Identity over our context, our hashes and our canonical addresses.</summary>
internal static class UsersSetup
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddPasswordHashing();
        services.AddSingleton<ILookupNormalizer, CanonicalEmail>();
        services.AddScoped<IUserValidator<User>, EmailIsFree>();
        services.AddScoped<IPasswordHasher<User>, BcryptPasswordHasher>();
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, ServerDbContext, Guid>>();
        services.AddIdentityCore<User>();
        return services.AddSingleton<Accounts>().AddSingleton<SignIn>().AddSingleton<People>();
    }
}
