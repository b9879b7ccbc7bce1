using System.Reflection;

namespace Identity.Server.SpecTests.Conformance;

/// <summary>The certification's modules and the tests named after them are held against each other, in both directions.</summary>
public sealed class ModuleListTests
{
    private static readonly Dictionary<Plan, string[]> Types = new()
    {
        [Plan.Basic] = ["code"],
        [Plan.Implicit] = ["id_token", "id_token token"],
        [Plan.Hybrid] = ["code id_token", "code token", "code id_token token"],
    };

    private static IEnumerable<(string Name, MethodInfo Method)> Tests =>
        from type in typeof(ModuleListTests).Assembly.GetTypes()
        where type.Namespace == typeof(ModuleListTests).Namespace
        from method in type.GetMethods()
        let name = method.GetCustomAttribute<FactAttribute>()?.DisplayName
        where name is not null
        // What a module asks for may be several tests: the name, a comma, and what this one is about.
        select (name.Split(',')[0], method);

    [Fact]
    public void Every_module_of_a_plan_that_is_covered_has_a_test() =>
        Assert.Empty(
            ModuleList
                .All.Where(module => module.Plans.Intersect(ModuleList.Covered).Any())
                .Select(module => module.Name)
                .Except(Tests.Select(test => test.Name))
        );

    [Fact]
    public void Every_test_is_named_after_a_module_that_there_is() =>
        Assert.Empty(Tests.Select(test => test.Name).Except(ModuleList.All.Select(module => module.Name)));

    [Fact]
    public void There_are_as_many_modules_as_the_certification_has()
    {
        Assert.Equal(77, ModuleList.All.Count);
        Assert.Equal(77, ModuleList.All.DistinctBy(module => module.Name).Count());
    }

    /// <summary>The plans of form posts repeat the others, so that each module is run both ways.</summary>
    [Fact]
    public void A_module_is_run_in_a_response_type_of_each_of_its_plans_answered_and_posted()
    {
        var methods = Tests.ToLookup(test => test.Name, test => test.Method, StringComparer.Ordinal);
        var wanted =
            from module in ModuleList.All
            from plan in module.Plans.Intersect(Types.Keys)
            from isFormPost in (bool[])[false, true]
            select (module.Name, Plan: plan, IsFormPost: isFormPost);
        var missing = wanted.Where(want =>
            !methods[want.Name]
                .SelectMany(VariantsOf)
                .Any(variant =>
                    variant.IsFormPost == want.IsFormPost && Types[want.Plan].Contains(variant.ResponseType)
                )
        );

        Assert.Empty(missing);
    }

    private static IEnumerable<Variant> VariantsOf(MethodInfo test) =>
        test.GetCustomAttribute<MemberDataAttribute>() is { } data
        && typeof(Variant).GetProperty(data.MemberName)?.GetValue(obj: null) is TheoryData<Variant> rows
            ? rows.Select(row => row.Data)
            : [];
}
