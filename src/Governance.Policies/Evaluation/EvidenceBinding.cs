namespace Governance.Policies;

/// <summary>
/// Parameter <c>boundTo</c> of <c>evidence_required</c>: whether a report states that it measured this artifact, on the held-out set that
/// this version declares. Where it was filed counts for nothing here.
/// </summary>
internal sealed class EvidenceBinding(GateInput input, IReadOnlyList<string> boundTo)
{
    public const string Artifact = "artifact";
    public const string Dataset = "dataset";

    public static IReadOnlyList<string> Words { get; } = [Artifact, Dataset];

    private readonly IReadOnlyList<GateDataset> _heldOut =
    [
        .. input.Version.HeldOut.OrderBy(set => set.Name, StringComparer.Ordinal).ThenBy(set => set.Sha256, StringComparer.Ordinal),
    ];

    /// <summary>What is asked for, as parts of an enumeration.</summary>
    public IEnumerable<string> Expected =>
        Words.Where(Asks).Select(what => what == Artifact ? "about the artifact of this version" : "measured on its held-out set");

    /// <summary>What the version lacks for any evidence to be bound to it, in whole sentences; null when it lacks nothing.</summary>
    public string? Lacking =>
        Asks(Artifact) && input.Artifact.DeclaredSha256.Length == 0
            ? "This version has no artifact yet that evidence could be about. Store its artifact."
        : Asks(Dataset) && _heldOut.Count == 0
            ? "This version declares no held-out set that evidence could be measured on. Register a version with a dataset of role test."
        : null;

    /// <summary>Why a piece of evidence is not about what the rule asks for, in whole sentences; null when it is.</summary>
    public string? WhyNot(GateEvidence evidence)
    {
        // Of what cannot be read, that is what is said.
        if (boundTo.Count == 0 || evidence.Facts.Unreadable is not null)
        {
            return null;
        }

        var (id, kind, subject) = (evidence.Id, evidence.Kind, evidence.Facts.Subject);
        if (!SubjectPayload.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            return $"Evidence of kind {kind} never states what it was measured on. "
                + $"Take {kind} out of this rule and into one without boundTo.";
        }

        if (Asks(Artifact))
        {
            var expected = Short(input.Artifact.DeclaredSha256);
            if (subject?.ArtifactSha256 is not { } artifact)
            {
                return $"{id} does not state which artifact it is about; that of this version is {expected}. "
                    + $"Repeat the {kind} report with a tool that states it in subject.artifactSha256, such as governance validate.";
            }

            if (artifact != input.Artifact.DeclaredSha256)
            {
                return $"{id} is about the artifact {Short(artifact)}; that of this version is {expected}. "
                    + $"Repeat the {kind} report with this version.";
            }
        }

        if (!Asks(Dataset))
        {
            return null;
        }

        var heldOut = RuleContext.Listed(_heldOut.Select(set => $"{set.Name} ({Short(set.Sha256)})"));
        if (subject?.DatasetSha256 is not { } dataset)
        {
            return $"{id} does not state which dataset it was measured on; the held-out set of this version is {heldOut}. "
                + $"Repeat the {kind} report with a tool that states it in subject.datasetSha256, such as governance validate.";
        }

        return _heldOut.Any(set => set.Sha256 == dataset)
            ? null
            : $"{id} was measured on the dataset {Described(dataset)}; the held-out set of this version is {heldOut}. "
                + $"Repeat the {kind} report on the held-out set.";
    }

    /// <summary>The same as the end of a sentence that starts with the evidence's id.</summary>
    public string? WhyNotBriefly(GateEvidence evidence)
    {
        var subject = evidence.Facts.Subject;
        return boundTo.Count == 0 ? null
            : !SubjectPayload.Kinds.Contains(evidence.Kind, StringComparer.Ordinal) ? "never states what it was measured on"
            : Asks(Artifact) && subject?.ArtifactSha256 is null ? "does not state which artifact it is about"
            : Asks(Artifact) && subject!.ArtifactSha256 != input.Artifact.DeclaredSha256
                ? $"is about another artifact ({subject.ArtifactSha256![..12]}…)"
            : !Asks(Dataset) ? null
            : _heldOut.Count == 0 ? "cannot be on a held-out set, because this version declares none"
            : subject?.DatasetSha256 is not { } dataset ? "does not state which dataset it was measured on"
            : _heldOut.Any(set => set.Sha256 == dataset) ? null
            : $"was measured on a dataset that is not the held-out set of this version ({Short(dataset)})";
    }

    private bool Asks(string what) => boundTo.Contains(what, StringComparer.Ordinal);

    private static string Short(string sha256) => $"{sha256[..12]}…";

    /// <summary>A dataset by its digest, and by its role where the version declares it: training data is the usual mistake.</summary>
    private string Described(string sha256) =>
        input.Version.Datasets.FirstOrDefault(set => set.Sha256 == sha256) is { } known
            ? $"{Short(sha256)}, which this version declares as {known.Name} for {known.Role}"
            : Short(sha256);
}
