using System.Text.RegularExpressions;
using Governance.Testing;
using Microsoft.Extensions.Configuration;

namespace Governance.Architecture;

/// <summary>Tests run under the settings the product ships with; each difference stands in one list with its reason.</summary>
public sealed partial class OverriddenSettingsTests
{
    private const string List = "tests/Shared/OverriddenSettings.cs";

    private static readonly IReadOnlyList<string> s_sections =
    [
        .. new ConfigurationBuilder().AddJsonFile(Repository.Path("appsettings.Example.json")).Build().GetChildren().Select(s => s.Key),
    ];

    // In sources of tests, by their spelling: names of settings in whichever way a host is told them.
    private static IReadOnlyList<(string File, string Key)> Named =>
        [
            .. Repository
                .Files("tests", ".cs")
                .Where(f => f != List)
                .SelectMany(f =>
                    Literal()
                        .Matches(Repository.Read(f))
                        .Select(m => m.Groups[1].Value)
                        .Where(k => s_sections.Contains(k.Split(':', '_')[0], StringComparer.Ordinal))
                        .Select(k => (f, OverriddenSettings.Normalise(k.TrimEnd(':'))))
                ),
        ];

    [Fact]
    public void Settings_AreFound() => Assert.True(Named.Count > 200, "Tests name settings in another way by now.");

    [Fact]
    public void Setting_OfATest_StandsInTheList()
    {
        var unknown = Named.Where(n => !OverriddenSettings.All.Any(o => o.Covers(n.Key))).Select(n => $"{n.File}: {n.Key}").Distinct();

        Assert.True(!unknown.Any(), $"Not in {List}, with a reason:{Environment.NewLine}{string.Join(Environment.NewLine, unknown)}");
    }

    [Fact]
    public void List_NamesNoSettingThatNoTestSets()
    {
        var all = string.Concat(Repository.Files("tests", ".cs").Where(f => f != List).Select(Repository.Read));
        var unused = OverriddenSettings
            .All.Where(o => o != OverriddenSettings.InBenchmarks && o.Key.Contains(':', StringComparison.Ordinal))
            .Select(o => o.Key.TrimEnd('*', ':'))
            .Where(k =>
                !all.Contains(k, StringComparison.Ordinal)
                && !all.Contains(k.Replace(":", "__", StringComparison.Ordinal), StringComparison.Ordinal)
            );

        Assert.Empty(unused);
    }

    [Fact]
    public void List_GivesEachItsReason_Once()
    {
        Assert.All(OverriddenSettings.All, o => Assert.True(o.Reason.Length >= 10, o.Key));
        Assert.Equal(
            OverriddenSettings.All.Select(o => o.Key).Distinct(StringComparer.OrdinalIgnoreCase),
            OverriddenSettings.All.Select(o => o.Key)
        );
    }

    [Fact]
    public void RolesWithASecondStep_AreThoseOfTheDefault_InEveryTest() =>
        Assert.DoesNotContain(Named, n => OverriddenSettings.InBenchmarks.Covers(n.Key));

    [Fact]
    public void Anything_IsSetByTestsOfTheSettingsThemselvesOnly() =>
        Assert.Equal(
            ["tests/Governance.Architecture.Tests/SettingsTests.cs"],
            Repository
                .Files("tests", ".cs")
                .Where(f => Repository.Read(f).Contains("IsAboutSettings = true", StringComparison.Ordinal))
                .Where(f => !f.EndsWith("OverriddenSettingsTests.cs", StringComparison.Ordinal))
        );

    [Theory]
    [InlineData(":")]
    [InlineData("__")]
    public void Host_ToldSomethingElse_DoesNotStart(string between) =>
        Assert.Throws<InvalidOperationException>(() =>
            OverriddenSettings.Require([OverriddenSettings.InBenchmarks.Key.Replace(":", between, StringComparison.Ordinal)])
        );

    [GeneratedRegex("\"(?:--)?([A-Z][A-Za-z0-9]*(?::|__)[A-Za-z0-9_:]+)")]
    private static partial Regex Literal();
}
