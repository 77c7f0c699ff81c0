using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Whether an environment serves people. One of stage staging serves nobody, and is that only where an administrator says so: in
/// <c>Hooks__Environments</c>, or by its name <c>staging</c>. Every other serves people and belongs to production, whatever was deployed
/// there first. The registry of MLflow clients (<c>MlFlow__Environment</c>) holds both, unless it is mapped.
/// </summary>
public sealed class EnvironmentStages(IOptions<EnvironmentsOptions> environments)
{
    /// <summary>Why an approval for a stage does not serve in an environment; null when it does.</summary>
    public Refusal? Refuses(string environment, Stage stage)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return StageOf(environment) is not { } belongs || belongs == stage ? null
            : IsNamed(environment) ? ModelRefusals.EnvironmentOfAnotherStage(environment, belongs, stage)
            : ModelRefusals.EnvironmentServesPeople(environment);
    }

    /// <summary>True where what runs in an environment decides for people, or may: then the rules of production apply to it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="stage">The stage it was deployed to.</param>
    public bool ServesPeople(string environment, Stage stage) =>
        stage is Stage.Production || StageOf(environment) is { } belongs && belongs is not Stage.Staging;

    // Otherwise a capital letter is a way round the rule.
    private static string Plain(string name) => name.Trim().ToLowerInvariant();

    private bool IsNamed(string environment) => NamedStage(Plain(environment)) is not null;

    private Stage? StageOf(string environment)
    {
        var name = Plain(environment);
        return NamedStage(name) ?? (name == Plain(environments.Value.OfAllStages) ? null : Stage.Production);
    }

    private Stage? NamedStage(string name)
    {
        var mapped = environments.Value.Mapped.FirstOrDefault(e => Plain(e.Split('=')[0]) == name)?.Split('=')[^1] ?? name;
        return WireName.TryParse<Stage>(mapped, out var known) && known is (Stage.Staging or Stage.Production) ? known : null;
    }
}
