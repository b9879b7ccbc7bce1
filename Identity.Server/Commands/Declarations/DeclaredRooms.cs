using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Declarations;
using Identity.Server.Resources.Declarations;
using Identity.Server.Tokens;

namespace Identity.Server.Commands.Declarations;

/// <summary>The rooms of which a declaration speaks, each by what makes it so.</summary>
internal sealed class DeclaredRooms(
    ApiDeclarations apis,
    ClientDeclarations clients,
    ProfileDeclarations profiles,
    ClientDeletion deletion
)
{
    public ApiDeclarations Apis => apis;

    public ClientDeclarations Clients => clients;

    public ProfileDeclarations Profiles => profiles;

    public ClientDeletion Deletion => deletion;
}
