using System.Text;
using Identity.Server.Interactions;

namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>Sends the browser back to the client with the answer in the address, or in a form that posts itself.</summary>
/// <remarks>RFC 6749 §4.1.2; OAuth 2.0 Multiple Response Types §2.1; OAuth 2.0 Form Post Response Mode §2.</remarks>
/// <param name="route">Where to, and how.</param>
/// <param name="parameters">What is written.</param>
/// <param name="outcome">What it comes to, which a signed answer does not show.</param>
internal sealed class RedirectAnswer(AnswerRoute route, AnswerParameters parameters, string outcome)
    : IResult,
        IAuthorizeOutcome
{
    public string Outcome => outcome;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        if (route.Mode == ResponseMode.FormPost)
            return FormPostPage.WriteAsync(response, route.Address, parameters);

        // RFC 9700 §4.12: a browser that has just posted a password must not post it to the client.
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = Location();
        return Task.CompletedTask;
    }

    private string Location()
    {
        var uri = route.Address.Uri;
        var location = new StringBuilder(uri);
        var separator =
            route.Mode == ResponseMode.Fragment ? '#'
            : uri.Contains('?', StringComparison.Ordinal) ? '&'
            : '?';
        foreach (var (name, value) in parameters.Pairs)
        {
            location.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return location.ToString();
    }
}
