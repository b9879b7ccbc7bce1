using Microsoft.AspNetCore.Diagnostics;

namespace AgentCaller.Api;

/// <summary>The body of an answer that is an error.</summary>
internal sealed record Refusal(string Detail)
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var answer = context.HttpContext.Response;
        return answer.WriteAsJsonAsync(
            new Refusal(
                answer.StatusCode switch
                {
                    StatusCodes.Status400BadRequest => "Malformed request",
                    StatusCodes.Status401Unauthorized => "Could not validate credentials",
                    StatusCodes.Status404NotFound => "Not found",
                    _ => "The request was refused",
                }
            ),
            context.HttpContext.RequestAborted
        );
    }

    public static IResult Unprocessable(string detail) =>
        Results.Json(new Refusal(detail), statusCode: StatusCodes.Status422UnprocessableEntity);
}
