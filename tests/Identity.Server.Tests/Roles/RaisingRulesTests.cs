using Identity.Server.Audit;
using Identity.Server.Roles;

namespace Identity.Server.Tests.Roles;

public sealed class RaisingRulesTests
{
    private static readonly AuditParty Me = AuditParty.User(Guid.Parse("11111111-1111-1111-1111-111111111111"));
    private static readonly AuditParty Other = AuditParty.User(Guid.Parse("22222222-2222-2222-2222-222222222222"));

    [Fact]
    public void An_administrator_gives_every_role_but_that_of_owners()
    {
        var administrator = new Actor(Me, [BuiltInRoles.Administrator]);

        Assert.Null(RaisingRules.Giving(administrator, Other, held: [], [BuiltInRoles.Administrator]));
        var problem = RaisingRules.Giving(administrator, Other, held: [], [BuiltInRoles.Owner]);
        Assert.Equal(Permission.OwnersWrite, problem!.Lacking);
    }

    [Fact]
    public void Nobody_changes_their_own_roles_be_they_owner()
    {
        var owner = new Actor(Me, [BuiltInRoles.Owner]);

        Assert.NotNull(RaisingRules.Giving(owner, Me, [BuiltInRoles.Owner], [BuiltInRoles.Auditor]));
        Assert.Null(RaisingRules.Giving(owner, Other, [BuiltInRoles.Owner], [BuiltInRoles.Owner]));
    }

    [Fact]
    public void Nobody_takes_a_role_from_somebody_who_may_do_more()
    {
        var helpdesk = new Actor(Me, [BuiltInRoles.Helpdesk]);

        Assert.NotNull(
            RaisingRules.Giving(
                helpdesk,
                Other,
                [BuiltInRoles.Administrator, BuiltInRoles.Helpdesk],
                [BuiltInRoles.Helpdesk]
            )
        );
    }

    [Fact]
    public void A_helpdesk_acts_on_people_without_roles_and_on_its_like_alone()
    {
        var helpdesk = new Actor(Me, [BuiltInRoles.Helpdesk]);

        Assert.Null(RaisingRules.ActingOn(helpdesk, []));
        Assert.Null(RaisingRules.ActingOn(helpdesk, [BuiltInRoles.Helpdesk]));
        Assert.NotNull(RaisingRules.ActingOn(helpdesk, [BuiltInRoles.Auditor]));
        Assert.NotNull(RaisingRules.ActingOn(helpdesk, [BuiltInRoles.Administrator]));
        Assert.NotNull(RaisingRules.ActingOn(helpdesk, [BuiltInRoles.Owner]));
    }

    [Fact]
    public void Rights_of_several_roles_add_up()
    {
        var both = new Actor(Me, [BuiltInRoles.Helpdesk, BuiltInRoles.Auditor]);

        Assert.Null(RaisingRules.ActingOn(both, [BuiltInRoles.Auditor]));
        Assert.NotNull(RaisingRules.ActingOn(both, [BuiltInRoles.Administrator]));
    }

    [Fact]
    public void Nobody_edits_a_role_that_they_are_in_or_that_holds_more_than_they()
    {
        var mine = new Role("mine", "", [Permission.UsersRead], Guid.Empty);
        var others = new Role("others", "", [Permission.UsersRead], Guid.Empty);
        var wider = new Role("wider", "", [Permission.UsersRead, Permission.KeysWrite], Guid.Empty);
        var actor = new Actor(Me, [mine]);

        Assert.NotNull(RaisingRules.Editing(actor, mine));
        Assert.Null(RaisingRules.Editing(actor, others));
        Assert.Equal(Permission.KeysWrite, RaisingRules.Editing(actor, wider)!.Lacking);
    }

    [Fact]
    public void A_client_that_manages_the_server_is_for_owners()
    {
        Assert.Null(RaisingRules.HandlingManagingClient(new Actor(Me, [BuiltInRoles.Owner])));
        Assert.NotNull(RaisingRules.HandlingManagingClient(new Actor(Me, [BuiltInRoles.Administrator])));
        Assert.Null(RaisingRules.HandlingManagingClient(Actor.Console));
    }

    [Fact]
    public void The_names_of_permissions_are_kept_and_every_reading_has_no_other_effect()
    {
        Assert.Equal(29, Permission.All.Count);
        Assert.Equal(29, Permission.All.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Permission.All, one => Assert.Same(one, Permission.Find(one.Name)));
        Assert.True(Rights.All.AreComplete);
        Assert.False(Rights.Of(BuiltInRoles.Administrator).AreComplete);
        Assert.True(Rights.None.Hold(Permission.NotNeeded));
        Assert.False(Rights.None.Hold(Permission.UsersRead));
    }
}
