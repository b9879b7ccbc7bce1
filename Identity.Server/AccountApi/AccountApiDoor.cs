using System.Collections.Frozen;
using Identity.Server.AccountApi.Actions;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Hosting.Wire;
using Identity.Server.Users.Throttling;

namespace Identity.Server.AccountApi;

/// <summary>The door of first-party front ends: finds the route that a profile has at a path, and has its action answer.</summary>
/// <remarks>It comes after routing, for profiles come and go while the server runs; what the server itself answers goes first.</remarks>
internal sealed class AccountApiDoor(
    RequestDelegate next,
    AccountProfileCatalog catalog,
    RequestThrottle throttle,
    IEnumerable<IAccountAction> actions,
    AnswerWriter writer
)
{
    private readonly FrozenDictionary<AccountAction, IAccountAction> _actions = actions.ToFrozenDictionary(one =>
        one.Action
    );

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint() is null && catalog.At(http.Request.Path.Value ?? "") is { Count: > 0 } served
            ? AnswerAsync(http, served)
            : next(http);

    private Task AnswerAsync(HttpContext http, IReadOnlyList<ServedRoute> served)
    {
        var method = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;
        if (served.FirstOrDefault(one => one.Route.Method == method) is { } asked)
            return AnswerAsync(http, asked.Profile, asked.Route);
        if (HttpMethods.IsOptions(method))
        {
            CrossOrigin.AnswerPreflight(http, served);
            return Task.CompletedTask;
        }

        CrossOrigin.Allow(http, served[0].Profile);
        http.Response.Headers.Allow = CrossOrigin.MethodsOf(served);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext http, AccountProfile profile, ProfileRoute route)
    {
        CrossOrigin.Allow(http, profile);
        var ct = http.RequestAborted;
        var source = new Source(http.Connection.RemoteIpAddress, Device: null);
        var (inputs, refusal) = await RequestReader.ReadAsync(http.Request, route, ct);
        var answer = inputs is null
            ? refusal!
            : await AnswerAsync(new AccountCall(profile, route, inputs, BearerHeader.Read(http.Request), source), ct);
        await writer.WriteAsync(http.Response, profile, route, answer);
    }

    private async Task<AccountAnswer> AnswerAsync(AccountCall call, CancellationToken ct)
    {
        // Sign-ins count their own attempts; these are what else costs us work or others a letter.
        if (
            call.Route.Action
                is AccountAction.Register
                    or AccountAction.ResendVerification
                    or AccountAction.ForgotPassword
            && await throttle.AdmitAsync(AccountActions.Of(call.Route.Action).Name, call.Source, ct) is { } wait
        )
        {
            return AccountAnswer.TooMany(wait);
        }

        return await _actions[call.Route.Action].AnswerAsync(call, ct);
    }
}
