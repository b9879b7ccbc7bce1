namespace Identity.Server.Users.Administration;

/// <summary>What accounts are listed by.</summary>
internal enum AccountOrder
{
    CreatedAt,
    Email,
    Name,
    LastSignInAt,
}

/// <summary>Which accounts somebody wants to see, and in which order.</summary>
internal sealed record AccountQuery(AccountOrder Order, bool IsDescending, int Take)
{
    /// <summary>Part of an address or a name, or an id or a number as a whole.</summary>
    public string? Search { get; init; }

    public AccountStatus? Status { get; init; }

    /// <summary>Those who have this role.</summary>
    public string? Role { get; init; }

    /// <summary>The last one of the page before.</summary>
    public AccountPlace? After { get; init; }
}

/// <summary>Where a page of accounts ended: what the last one is listed by, and which it is.</summary>
internal sealed record AccountPlace(Guid Id)
{
    public string? Text { get; init; }

    public DateTimeOffset? Time { get; init; }

    public static AccountPlace Of(Account account, AccountOrder order) =>
        new(account.Id)
        {
            Text = order switch
            {
                AccountOrder.Email => CanonicalEmail.Of(account.Email),
                AccountOrder.Name => account.Name,
                _ => null,
            },
            Time = order switch
            {
                AccountOrder.CreatedAt => account.CreatedAt,
                AccountOrder.LastSignInAt => account.LastSignInAt,
                _ => null,
            },
        };
}
