using System.Text;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.Authorize;

/// <summary>The parameters of an authorization request, wherever they came from: the address, a form, or a signed object.</summary>
/// <remarks>RFC 6749 §3.1: GET and POST.</remarks>
internal sealed class AuthorizationParameters(Func<string, string?> find, string[] resources)
{
    /// <summary>The parameter's value; null where it is absent or empty, which are the same (RFC 6749 §3.1).</summary>
    public string? this[string name] => find(name);

    /// <remarks>RFC 8707 §2.1.</remarks>
    public string[] Resources { get; } = resources;

    public bool Has(string name) => find(name) is not null;

    /// <summary>The names of those that have a value, as far as whoever made these knows them.</summary>
    public IEnumerable<string> Names { get; private init; } = [];

    public static AuthorizationParameters None { get; } = new(_ => null, []);

    public static AuthorizationParameters Of(RequestForm form) =>
        new(name => form[name], form.Resources) { Names = form.Names };

    /// <param name="query">Of an address, with its question mark or without.</param>
    public static Outcome<AuthorizationParameters> Parse(string query) =>
        Of(RequestForm.Parse(Encoding.UTF8.GetBytes(query).AsSpan().TrimStart((byte)'?')));

    public static async ValueTask<Outcome<AuthorizationParameters>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        return HttpMethods.IsPost(request.Method)
            ? Of(await RequestForm.ReadAsync(request, ct))
            : Parse(request.QueryString.Value ?? "");
    }

    private static Outcome<AuthorizationParameters> Of(Outcome<RequestForm> read) =>
        read.Refused(out var error, out var form) ? error : Of(form);

    public override string ToString() => nameof(AuthorizationParameters);
}
