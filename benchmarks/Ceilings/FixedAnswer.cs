using System.Text;

namespace Ceilings;

/// <summary>One JSON answer of a given length, prepared once and sent as it is.</summary>
/// <remarks>It holds the members that the load scripts look for, so that reading it costs the client what reading a real one costs.</remarks>
internal sealed class FixedAnswer
{
    private readonly byte[] _bytes;

    public FixedAnswer(int size)
    {
        const string Start = """{"access_token":"ceiling","refresh_token":"ceiling","padding":""" + "\"";
        const string End = "\"}";
        _bytes = Encoding.ASCII.GetBytes(Start + new string('x', Math.Max(0, size - Start.Length - End.Length)) + End);
    }

    public Task SendAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = _bytes.Length;
        return http.Response.Body.WriteAsync(_bytes, http.RequestAborted).AsTask();
    }
}
