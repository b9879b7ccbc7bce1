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

    public static AuthorizationParameters Of(RequestForm form) => new(name => form[name], form.Resources);

    public static async ValueTask<Outcome<AuthorizationParameters>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var read = HttpMethods.IsPost(request.Method)
            ? await RequestForm.ReadAsync(request, ct)
            : RequestForm.Parse(Encoding.UTF8.GetBytes(request.QueryString.Value ?? "").AsSpan().TrimStart((byte)'?'));
        return read.Refused(out var error, out var form) ? error : Of(form);
    }

    public override string ToString() => nameof(AuthorizationParameters);
}
