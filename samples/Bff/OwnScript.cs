namespace Bff;

/// <summary>Lets in what our own page's script asks for, and nothing that another site has a browser send.</summary>
/// <remarks>
/// A form, an image or a link cannot have a header of its own; a script of another site that wants to send one must ask first
/// (CORS), and nobody here says yes. The cookie's SameSite=Lax is the second lock on the same door.
/// </remarks>
internal sealed class OwnScript : IEndpointFilter
{
    private const string Header = "X-Notes";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers[Header] == "1"
            ? await next(context)
            : Results.Problem($"The header {Header} is missing.", statusCode: StatusCodes.Status403Forbidden);
}
