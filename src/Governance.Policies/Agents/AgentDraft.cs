namespace Governance.Policies;

/// <summary>A manifest that something else was read into: what it does not say is empty and named, and no one has reviewed its tools.</summary>
/// <param name="Manifest">What is known; what is missing is empty.</param>
/// <param name="Missing">Members a manifest needs and the source does not give, such as <c>owner</c>.</param>
/// <param name="ProposedRisks">
/// Risks that the source proposes for a tool (<see cref="AgentTool.Id"/>). The tool is marked with none of them: a person decides.
/// </param>
/// <param name="Notes">What a person should know of the source, a sentence each.</param>
public sealed record AgentDraft(
    AgentManifest Manifest,
    IReadOnlyList<string> Missing,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ProposedRisks,
    IReadOnlyList<string> Notes
)
{
    /// <summary>The draft as YAML to complete: missing members and proposals are comments.</summary>
    public string ToYaml() => AgentDraftText.Write(this);

    /// <summary>The draft with the proposed risks taken over, after a person has looked at them.</summary>
    public AgentDraft WithProposedRisks() =>
        this with
        {
            Manifest = Manifest with
            {
                Tools =
                [
                    .. Manifest.Tools.Select(tool =>
                        tool.Risks.Count == 0 && ProposedRisks.TryGetValue(tool.Id, out var risks) ? tool with { Risks = risks } : tool
                    ),
                ],
            },
            ProposedRisks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal),
        };
}
