using Microsoft.OpenApi;

namespace Identity.Server.Hosting.Docs;

/// <summary>What one door answers, for the description of all: each adds its part, and needs to know of no other.</summary>
internal interface IInterfacePart
{
    void AddTo(OpenApiDocument document);
}
