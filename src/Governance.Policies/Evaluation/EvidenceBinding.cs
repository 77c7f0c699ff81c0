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
    public IEnumerable<Sentence> Expected =>
        Words
            .Where(Asks)
            .Select(what =>
                what == Artifact
                    ? Sentence.Of("evidence.asked-artifact", "about the artifact of this version")
                    : Sentence.Of("evidence.asked-held-out", "measured on its held-out set")
            );

    /// <summary>What the version lacks for any evidence to be bound to it, in whole sentences; null when it lacks nothing.</summary>
    public Sentence? Lacking =>
        Asks(Artifact) && input.Artifact.DeclaredSha256.Length == 0
            ? Sentence.Of("binding.no-artifact", "This version has no artifact yet that evidence could be about. Store its artifact.")
        : Asks(Dataset) && _heldOut.Count == 0
            ? Sentence.Of(
                "binding.no-held-out",
                "This version declares no held-out set that evidence could be measured on. "
                    + "Register a version with a dataset of role test."
            )
        : null;

    /// <summary>Why a piece of evidence is not about what the rule asks for, in whole sentences; null when it is.</summary>
    public Sentence? WhyNot(GateEvidence evidence)
    {
        // Of what cannot be read, that is what is said.
        if (boundTo.Count == 0 || evidence.Facts.Unreadable is not null)
        {
            return null;
        }

        var (id, kind, subject) = (evidence.Id, evidence.Kind, evidence.Facts.Subject);
        var (which, word) = (("evidence", Values.Id(id)), ("kind", Values.Term(StatementTerms.EvidenceKind, kind)));
        if (!SubjectPayload.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            return Sentence.Of(
                "binding.never-stated",
                $"Evidence of kind {kind} never states what it was measured on. Take {kind} out of this rule and into one without boundTo.",
                word
            );
        }

        if (Asks(Artifact))
        {
            var expected = Short(input.Artifact.DeclaredSha256);
            if (subject?.ArtifactSha256 is not { } artifact)
            {
                return Sentence.Of(
                    "binding.artifact-unstated",
                    $"{id} does not state which artifact it is about; that of this version is {expected}. "
                        + $"Repeat the {kind} report with a tool that states it in subject.artifactSha256, such as governance validate.",
                    which,
                    word,
                    ("artifact", Values.Id(expected))
                );
            }

            if (artifact != input.Artifact.DeclaredSha256)
            {
                return Sentence.Of(
                    "binding.other-artifact",
                    $"{id} is about the artifact {Short(artifact)}; that of this version is {expected}. "
                        + $"Repeat the {kind} report with this version.",
                    which,
                    word,
                    ("other", Values.Id(Short(artifact))),
                    ("artifact", Values.Id(expected))
                );
            }
        }

        if (!Asks(Dataset))
        {
            return null;
        }

        var sets = ("heldOut", Values.List(_heldOut, set => Named(set), int.MaxValue));
        var heldOut = RuleContext.Listed(_heldOut.Select(set => $"{set.Name} ({Short(set.Sha256)})"));
        if (subject?.DatasetSha256 is not { } dataset)
        {
            return Sentence.Of(
                "binding.dataset-unstated",
                $"{id} does not state which dataset it was measured on; the held-out set of this version is {heldOut}. "
                    + $"Repeat the {kind} report with a tool that states it in subject.datasetSha256, such as governance validate.",
                which,
                word,
                sets
            );
        }

        if (_heldOut.Any(set => set.Sha256 == dataset))
        {
            return null;
        }

        // A dataset by its digest, and by its role where the version declares it: training data is the usual mistake.
        var known = input.Version.Datasets.FirstOrDefault(set => set.Sha256 == dataset);
        var declared = known is null ? string.Empty : $", which this version declares as {known.Name} for {known.Role}";
        return Sentence.Of(
            "binding.other-dataset",
            $"{id} was measured on the dataset {Short(dataset)}{declared}; the held-out set of this version is {heldOut}. "
                + $"Repeat the {kind} report on the held-out set.",
            which,
            word,
            ("digest", Values.Id(Short(dataset))),
            ("dataset", Values.Name(known?.Name)),
            ("dataRole", Values.Term(StatementTerms.DataRole, known?.Role)),
            sets
        );
    }

    /// <summary>The same in short: a statement that starts with the evidence's id, and what older engines wrote behind that.</summary>
    public Sentence? WhyNotBriefly(GateEvidence evidence)
    {
        var subject = evidence.Facts.Subject;
        var id = ("evidence", Values.Id(evidence.Id));
        return boundTo.Count == 0 ? null
            : !SubjectPayload.Kinds.Contains(evidence.Kind, StringComparer.Ordinal)
                ? Sentence.Of("evidence.never-stated", "never states what it was measured on", id)
            : Asks(Artifact) && subject?.ArtifactSha256 is null
                ? Sentence.Of("evidence.artifact-unstated", "does not state which artifact it is about", id)
            : Asks(Artifact) && subject!.ArtifactSha256 is { } artifact && artifact != input.Artifact.DeclaredSha256
                ? Sentence.Of(
                    "evidence.other-artifact",
                    $"is about another artifact ({artifact[..12]}…)",
                    id,
                    ("artifact", Values.Id(Short(artifact)))
                )
            : !Asks(Dataset) ? null
            : _heldOut.Count == 0
                ? Sentence.Of("evidence.no-held-out", "cannot be on a held-out set, because this version declares none", id)
            : subject?.DatasetSha256 is not { } dataset
                ? Sentence.Of("evidence.dataset-unstated", "does not state which dataset it was measured on", id)
            : _heldOut.Any(set => set.Sha256 == dataset) ? null
            : Sentence.Of(
                "evidence.other-dataset",
                $"was measured on a dataset that is not the held-out set of this version ({Short(dataset)})",
                id,
                ("digest", Values.Id(Short(dataset)))
            );
    }

    private bool Asks(string what) => boundTo.Contains(what, StringComparer.Ordinal);

    private static string Short(string sha256) => $"{sha256[..12]}…";

    private static StatementValue Named(GateDataset set) =>
        Values.Phrase("binding.set", ("dataset", Values.Name(set.Name)), ("digest", Values.Id(Short(set.Sha256))));
}
