using System.Reflection;
using System.Runtime.CompilerServices;

namespace Governance.Architecture;

/// <summary>What would keep a release from being the same bytes however often it is compiled (eng/reproducible.targets).</summary>
public sealed class PublishedCodeTests
{
    public static TheoryData<string> Assemblies => [.. ReferenceTests.Allowed.Select(row => row.Data.Item1)];

    /// <summary>
    /// A handler with a parameter that has a default becomes a delegate type of the compiler's own making. Two of them in one assembly are
    /// numbered in the order in which threads happen to meet them. A parameter that may be null needs no default to be left out.
    /// </summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_HasAtMostOneDelegateTypeOfTheCompilersMaking(string name)
    {
        var made = Assembly
            .Load(name)
            .GetTypes()
            .Where(type => typeof(Delegate).IsAssignableFrom(type) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Select(type => type.GetMethod("Invoke")?.ToString());

        Assert.InRange(made.Count(), 0, 1);
    }
}
