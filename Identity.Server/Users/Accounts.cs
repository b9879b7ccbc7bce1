using Identity.Server.Database;
using Identity.Server.Users.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Users;

/// <summary>An account as somebody asks for it.</summary>
internal sealed record NewAccount(
    string Email,
    string? Password,
    string? Name = null,
    string? TimeZone = null,
    bool IsVerified = false
);

/// <summary>An account as an administrator's list shows it.</summary>
internal sealed record AccountSummary(
    Guid Id,
    long Number,
    string Email,
    string? Name,
    DateTimeOffset? EmailVerifiedAt,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset? LastSignInAt
);

/// <summary>What came of creating or changing an account.</summary>
internal abstract record AccountChange
{
    public sealed record Done(Guid Id, string Email) : AccountChange;

    /// <param name="Why">A sentence for the person who asked.</param>
    public sealed record Refused(string Why) : AccountChange;

    public sealed record Busy(TimeSpan RetryAfter) : AccountChange;
}

/// <summary>Creates accounts and changes them.</summary>
internal sealed class Accounts(
    IServiceScopeFactory scopes,
    IDbContextFactory<ServerDbContext> contexts,
    PasswordHashing passwords,
    TimeProvider clock
)
{
    public async Task<AccountChange> CreateAsync(NewAccount asked, CancellationToken ct)
    {
        if (CanonicalEmail.Of(asked.Email) is null)
            return new AccountChange.Refused($"'{asked.Email}' is not an e-mail address.");
        if (asked.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return new AccountChange.Refused($"'{zone}' is not an IANA time zone.");

        var now = clock.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            Email = asked.Email,
            Name = asked.Name,
            TimeZone = asked.TimeZone,
            EmailVerifiedAt = asked.IsVerified ? now : null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (asked.Password is not null && await HashAsync(user, asked.Password, ct) is { } problem)
            return problem;

        await using var scope = scopes.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user);
        return ToChange(result, user);
    }

    public async Task<AccountChange> SetPasswordAsync(string email, string password, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        if (await users.FindByEmailAsync(email) is not { } user)
            return NoSuch(email);
        if (await HashAsync(user, password, ct) is { } problem)
            return problem;
        user.UpdatedAt = clock.GetUtcNow();
        return ToChange(await users.UpdateSecurityStampAsync(user), user);
    }

    /// <param name="message">What the person may be told; ignored when the suspension is lifted.</param>
    public async Task<AccountChange> SetSuspendedAsync(
        string email,
        bool suspended,
        string? message,
        CancellationToken ct
    )
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var canonical = CanonicalEmail.Of(email);
        if (await context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == canonical, ct) is not { } user)
            return NoSuch(email);

        user.UpdatedAt = clock.GetUtcNow();
        user.SuspendedAt = suspended ? user.SuspendedAt ?? user.UpdatedAt : null;
        user.SuspensionMessage = suspended ? message : null;
        await context.SaveChangesAsync(ct);
        return new AccountChange.Done(user.Id, user.Email!);
    }

    public async Task<List<AccountSummary>> ListAsync(string? search, int take, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var users = context.Set<User>().AsNoTracking();
        if (search is not null)
            users = users.Where(user => EF.Functions.ILike(user.NormalizedEmail!, $"%{search}%"));
        return await users
            .OrderBy(user => user.Number)
            .Take(take)
            .Select(user => new AccountSummary(
                user.Id,
                user.Number,
                user.Email!,
                user.Name,
                user.EmailVerifiedAt,
                user.SuspendedAt,
                user.LastSignInAt
            ))
            .ToListAsync(ct);
    }

    private async Task<AccountChange?> HashAsync(User user, string password, CancellationToken ct)
    {
        switch (await passwords.HashAsync(password, ct))
        {
            case NewHash.Hashed hashed:
                user.PasswordHash = hashed.Hash;
                return null;
            case NewHash.Busy busy:
                return new AccountChange.Busy(busy.RetryAfter);
            default:
                return new AccountChange.Refused(
                    $"A password has at most {PasswordRules.MaximumBytes} bytes in UTF-8, and no NUL."
                );
        }
    }

    private static AccountChange ToChange(IdentityResult result, User user) =>
        result.Succeeded
            ? new AccountChange.Done(user.Id, user.Email!)
            : new AccountChange.Refused(string.Join(' ', result.Errors.Select(error => error.Description)));

    private static AccountChange.Refused NoSuch(string email) => new($"There is no account '{email}'.");
}
