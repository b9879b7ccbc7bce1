using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Admin.Management.Wire;

/// <summary>How values are written to the management API and read from it.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DictionaryKeyPolicy = null,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        };
}
