using Governance.Domain.Models;

namespace Governance.Portal.Models.Registries.MlFlow.Wire;

/// <summary>Our stages in MLflow's words.</summary>
internal static class MlFlowStages
{
    private static readonly Dictionary<string, Stage> s_stages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["None"] = Stage.Development,
        ["Staging"] = Stage.Staging,
        ["Production"] = Stage.Production,
        ["Archived"] = Stage.Retired,
    };

    public static string Of(Stage stage) =>
        stage switch
        {
            Stage.Development => "None",
            Stage.Staging => "Staging",
            Stage.Production => "Production",
            Stage.Retired => "Archived",
        };

    public static Stage Parse(string text) =>
        s_stages.TryGetValue(text, out var stage)
            ? stage
            : throw MlFlowRequestException.Invalid("Invalid model version stage: it must be one of None, Staging, Production, Archived.");
}
