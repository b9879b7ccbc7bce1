namespace Identity.Server.Protocol.Wire;

/// <summary>One address of the protocol: a request in, an answer out. It is made once, with everything it needs.</summary>
internal interface IEndpoint
{
    static abstract string Path { get; }

    static virtual string[] Methods => [HttpMethods.Post];

    /// <summary>What the audit calls a request that is refused here; null where none is, or others see to it.</summary>
    static virtual string? RefusalKind => null;

    /// <summary>Whether apps in a browser call it with scripts of their own.</summary>
    static virtual bool IsForBrowserApps => false;

    /// <summary>Whether those calls may bring cookies, which some libraries insist on. It must not read any.</summary>
    static virtual bool ToleratesCookies => false;

    ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct);
}
