using Governance.Domain.Audit;

namespace Governance.Domain.Models.MlFlow;

/// <summary>
/// A tag an MLflow client set on a model or a version. It is text: policies and gates never see it, unlike the labels of a model.
/// </summary>
public sealed class MlFlowTag : IAudited
{
    /// <summary>Longest key.</summary>
    public const int MaxKey = 250;

    /// <summary>Longest value.</summary>
    public const int MaxValue = 5_000;

    /// <summary>Most tags of one model or version.</summary>
    public const int Most = 500;

    /// <summary>Key of the tag by which MLflow tells its prompts from its models.</summary>
    public const string PromptKey = "mlflow.prompt.is_prompt";

    private const string PromptTextKey = "mlflow.prompt.text";

    private MlFlowTag() { }

    /// <summary>Sets a tag.</summary>
    public MlFlowTag(string model, string version, string key, string value) => (Model, Version, Key, Value) = (model, version, key, value);

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The version's name; empty for a tag of the model.</summary>
    public string Version { get; private set; } = "";

    /// <summary>What it is called.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What it says.</summary>
    public string Value { get; set; } = "";

    /// <summary>
    /// True for a tag that makes a model or version a prompt of MLflow's prompt registry. A prompt is no model: it has no files, no risk
    /// class and no approval, so it is not registered as one.
    /// </summary>
    public static bool MarksPrompt(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return key == PromptTextKey || (key == PromptKey && !value.Trim().Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public string AuditSubject => Version.Length == 0 ? Model : ModelName.Of(Model, Version);
}
