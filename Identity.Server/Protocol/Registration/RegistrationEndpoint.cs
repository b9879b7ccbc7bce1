using Identity.Server.Audit;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Registration;

/// <summary>Where a client registers itself.</summary>
/// <remarks>RFC 7591 §3; OpenID Connect Dynamic Client Registration §3.</remarks>
internal sealed class RegistrationEndpoint(
    RegistrationAdmission admission,
    RegistrationReader reader,
    SelfRegisteredClients clients,
    Issuer issuer
) : IEndpoint
{
    public static string Path => "/connect/register";

    public static string RefusalKind => AuditKind.RegistrationRefusal;

    public static string[] Methods => [HttpMethods.Post, HttpMethods.Options];

    public async ValueTask<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        if (admission.IsClosed)
            return Results.NotFound();
        AllowPages(http);
        return HttpMethods.IsOptions(http.Method) ? Results.NoContent() : await RegisterAsync(http, ct);
    }

    private async Task<IResult> RegisterAsync(HttpRequest http, CancellationToken ct)
    {
        if ((await admission.AskAsync(http, ct)).Refused(out var error, out var leave))
            return error.AsJson();
        if ((await RegistrationReader.ReadBodyAsync(http, ct)).Refused(out error, out var body))
            return error.AsJson();
        var id = SelfRegisteredClients.NewId();
        if ((await reader.ReadAsync(body, id, leave.Policy, ct)).Refused(out error, out var client))
            return error.AsJson();
        if (!await admission.TakeAsync(leave, ct))
            return RegistrationErrors.TokenInvalid.AsJson();

        var registered = await clients.CreateAsync(client, ct);
        return new RegistrationAnswer(registered, issuer, StatusCodes.Status201Created);
    }

    // The Fetch standard's CORS protocol. Where everybody may register, apps in browsers may, whose origins nobody knows before.
    private void AllowPages(HttpRequest http)
    {
        if (CrossOriginHeaders.ReadOrigin(http.HttpContext) is not { } origin || origin == "null" || !admission.IsOpen)
            return;
        if (HttpMethods.IsOptions(http.Method))
            CrossOriginHeaders.AllowCall(http.HttpContext.Response, origin, HttpMethods.Post);
        else
            CrossOriginHeaders.AllowAnswer(http.HttpContext.Response, origin);
    }
}
