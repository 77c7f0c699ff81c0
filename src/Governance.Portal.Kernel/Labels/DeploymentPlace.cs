using Governance.Domain;
using Governance.Domain.Models;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Where a version runs, in words: the stage, the environment where it has a name of its own, and the region.</summary>
public static class DeploymentPlace
{
    /// <summary>In the reader's language: <c>Production (eu-central-1)</c>, <c>Production, prod-eu</c>.</summary>
    public static string Of(Stage stage, string environment, string? region)
    {
        var name = T.Word(stage.ToString());
        var place = environment == WireName.Of(stage) ? name : $"{name}, {environment}";
        return region is null ? place : $"{place} ({region})";
    }

    /// <summary>The same where the stage is not at hand: an environment that is named like a stage is said as the stage.</summary>
    public static string Of(string environment) =>
        WireName.TryParse<Stage>(environment, out var stage) ? T.Word(stage.ToString()) : environment;

    /// <summary>The same behind other words, where English has no capital: <c>in production</c>, <c>in Produktion</c>.</summary>
    public static string Within(string environment) => Languages.Current == Languages.Source ? environment : Of(environment);
}
