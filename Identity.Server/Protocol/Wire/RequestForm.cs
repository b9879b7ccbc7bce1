using System.Buffers;
using System.Diagnostics;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Protocol.Wire;

/// <summary>The parameters of a form-encoded request, read strictly: what is ambiguous or damaged is refused, not repaired.</summary>
/// <remarks>RFC 6749 §3.2 and RFC 6749 §B.</remarks>
internal sealed class RequestForm
{
    // RFC 6749 §3.2: parameters must not be included more than once; RFC 8707 §2 excepts resource.
    private static readonly RequestBody.Parse<FormBody> Strictly = body => FormBody.Parse(body, Parameter.Resource);

    private readonly FormBody _form;

    private RequestForm(FormBody form) => _form = form;

    /// <summary>The parameter's value; null where it is absent or empty, which are the same (RFC 6749 §3.1).</summary>
    public string? this[string name] => _form[name];

    public IEnumerable<string> Names => _form.Names;

    /// <summary>Every value of the one parameter that may be repeated.</summary>
    /// <remarks>RFC 8707 §2.</remarks>
    public string[] Resources =>
        this[Parameter.Resource] is null ? [] : [.. _form.All(Parameter.Resource).Distinct(StringComparer.Ordinal)];

    public static async ValueTask<Outcome<RequestForm>> ReadAsync(HttpRequest request, CancellationToken ct) =>
        Judge(await RequestBody.ReadAsync(request, FormBody.MediaType, Strictly, ct));

    public static Outcome<RequestForm> Parse(ReadOnlySequence<byte> body) => Judge(RequestBody.Whole(body, Strictly));

    public static Outcome<RequestForm> Parse(ReadOnlySpan<byte> body) => Judge(Strictly(body));

    private static Outcome<RequestForm> Judge(BodyRead<FormBody> read) =>
        read.Value is { } form ? new RequestForm(form) : Refusal(read.Fault);

    private static ProtocolError Refusal(BodyFault fault) =>
        fault switch
        {
            BodyFault.Encoding => ProtocolError.UnsupportedEncoding(),
            BodyFault.Type => ProtocolError.InvalidRequest($"The content type must be {FormBody.MediaType}."),
            BodyFault.TooLarge => ProtocolError.TooLarge(),
            BodyFault.Malformed => ProtocolError.InvalidRequest("A parameter is not form-encoded UTF-8 without NUL."),
            BodyFault.TooManyParameters => ProtocolError.InvalidRequest("There are too many parameters."),
            BodyFault.RepeatedParameter => ProtocolError.InvalidRequest("A parameter is repeated."),
            _ => throw new UnreachableException($"{fault}"),
        };

    public override string ToString() => _form.ToString();
}
