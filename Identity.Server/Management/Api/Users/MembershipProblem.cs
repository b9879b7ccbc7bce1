using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Users;

/// <summary>Says why somebody's roles were not changed.</summary>
internal static class MembershipProblem
{
    public static Problem Of(Membership membership) =>
        membership switch
        {
            Membership.NoSuchMember => Problem.NotFound("There is nobody whose roles these could be."),
            Membership.NoSuchRole unknown => Problem.Invalid("roles", $"There is no role '{unknown.Name}'."),
            Membership.Moved => Problem.PreconditionFailed(),
            Membership.Forbidden forbidden => Problem.Forbidden(forbidden.Problem),
            Membership.LastOwner => Problem.Conflict(
                "This is the last owner who can sign in. Make somebody else an owner first."
            ),
            Membership.OwnerIsPerson => Problem.Conflict("An owner is a person. A client cannot be one."),
            _ => throw new InvalidOperationException($"{membership.GetType()}"),
        };
}
