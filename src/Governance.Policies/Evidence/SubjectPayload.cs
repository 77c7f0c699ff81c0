namespace Governance.Policies;

/// <summary>
/// Reads the member <c>subject</c> of a report: which artifact was measured, on which dataset. Reports of other tools may mean something
/// else by the word, so that only an object with one of our two digests is read.
/// </summary>
internal static class SubjectPayload
{
    /// <summary>Kinds of evidence whose figures are about an artifact and a dataset.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["validation", "fairness", "robustness", "explainability", "prompt-safety"];

    public static SubjectFacts? Read(string kind, Payload payload)
    {
        if (
            !Kinds.Contains(kind, StringComparer.Ordinal)
            || payload.Find("subject") is not { ValueKind: System.Text.Json.JsonValueKind.Object }
            || payload.Object("subject") is not { } subject
            || !(subject.Has("artifactSha256") || subject.Has("datasetSha256"))
        )
        {
            return null;
        }

        return new(Sha256(subject, "artifactSha256"), Sha256(subject, "datasetSha256"), subject.Count("rows"), subject.Count("seed"));
    }

    private static string? Sha256(Payload subject, string name) =>
        subject.Word(name) is not { } digest ? null
        : Digest.IsSha256(digest) ? digest
        : throw new PayloadShapeException($"{subject.PathOf(name)} is not a SHA-256 of 64 lowercase hexadecimal digits");
}
