using Identity.Server.Database;
using Identity.Server.Users.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

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
        if (!PersonName.IsAcceptable(asked.Name))
            return new AccountChange.Refused($"A name is one line of 1 to {PersonName.Longest} characters.");
        if (asked.TimeZone is { } zone && !TimeZones.IsKnown(zone))
            return new AccountChange.Refused($"'{zone}' is not an IANA time zone.");

        string? hash = null;
        if (asked.Password is not null && await HashAsync(asked.Password, made => hash = made, ct) is { } problem)
            return problem;

        var now = clock.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            Email = asked.Email,
            Name = asked.Name,
            TimeZone = asked.TimeZone,
            EmailVerifiedAt = asked.IsVerified ? now : null,
            PasswordHash = hash,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var result = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user);
            return result.Succeeded
                ? new AccountChange.Done(user.Id, user.Email)
                : new AccountChange.Refused(string.Join(' ', result.Errors.Select(error => error.Description)));
        }
        catch (DbUpdateException e) when (DatabaseFaults.IsTaken(e))
        {
            return new AccountChange.Refused($"There is already an account '{asked.Email}'.");
        }
    }

    public async Task<AccountChange> SetPasswordAsync(string email, string password, CancellationToken ct)
    {
        if (await FindAsync(email, ct) is not { } found)
            return NoSuch(email);
        string? hash = null;
        if (await HashAsync(password, made => hash = made, ct) is { } problem)
            return problem;

        var stamp = NewStamp();
        await UpdateAsync(
            found,
            set =>
                set.SetProperty(user => user.PasswordHash, hash)
                    .SetProperty(user => user.SecurityStamp, stamp)
                    .SetProperty(user => user.Epoch, user => user.Epoch + 1),
            ct
        );
        return found;
    }

    /// <param name="message">What the person may be told; ignored when the suspension is lifted.</param>
    public async Task<AccountChange> SetSuspendedAsync(
        string email,
        bool suspended,
        string? message,
        CancellationToken ct
    )
    {
        if (await FindAsync(email, ct) is not { } found)
            return NoSuch(email);

        DateTimeOffset? since = suspended ? clock.GetUtcNow() : null;
        var told = suspended ? message : null;
        await UpdateAsync(
            found,
            set =>
                set.SetProperty(user => user.SuspendedAt, user => since == null ? null : user.SuspendedAt ?? since)
                    .SetProperty(user => user.SuspensionMessage, told),
            ct
        );
        return found;
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

    private async Task<AccountChange.Done?> FindAsync(string email, CancellationToken ct)
    {
        var canonical = CanonicalEmail.Of(email);
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context
            .Set<User>()
            .Where(user => user.NormalizedEmail == canonical)
            .Select(user => new AccountChange.Done(user.Id, user.Email!))
            .SingleOrDefaultAsync(ct);
    }

    // Only the columns that change: whoever changes others at the same moment keeps what they wrote.
    private async Task UpdateAsync(
        AccountChange.Done account,
        Action<UpdateSettersBuilder<User>> change,
        CancellationToken ct
    )
    {
        var (now, stamp) = (clock.GetUtcNow(), NewStamp());
        await using var context = await contexts.CreateDbContextAsync(ct);
        await context
            .Set<User>()
            .Where(user => user.Id == account.Id)
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(user => user.UpdatedAt, now).SetProperty(user => user.ConcurrencyStamp, stamp);
                    change(set);
                },
                ct
            );
    }

    private string NewStamp() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();

    private async Task<AccountChange?> HashAsync(string password, Action<string> hashed, CancellationToken ct)
    {
        switch (await passwords.HashAsync(password, ct))
        {
            case NewHash.Hashed made:
                hashed(made.Hash);
                return null;
            case NewHash.Busy busy:
                return new AccountChange.Busy(busy.RetryAfter);
            default:
                return new AccountChange.Refused(
                    $"A password has at most {PasswordRules.MaximumBytes} bytes in UTF-8, and no NUL."
                );
        }
    }

    private static AccountChange.Refused NoSuch(string email) => new($"There is no account '{email}'.");
}
