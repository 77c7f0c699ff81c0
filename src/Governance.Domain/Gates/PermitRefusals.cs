using Governance.Domain.Experiments;
using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>Why something about a deployment permit was refused.</summary>
public static class PermitRefusals
{
    /// <summary>No such permit.</summary>
    public static Refusal NotFound { get; } = new("permit.not-found", $"There is no permit with this ID.", RefusalKind.NotFound);

    /// <summary>Not what a cluster sends.</summary>
    public static Refusal AdmissionMalformed { get; } =
        new("admission.malformed", $"Send an AdmissionReview of admission.k8s.io/v1 with a request and its uid.", RefusalKind.Malformed);

    /// <summary>Nothing is permitted that is not named by its digest.</summary>
    public static Refusal DigestMissing { get; } =
        Refusal.Field(
            "permit.digest-missing",
            "sha256",
            $"Name the file to be deployed by its SHA-256 digest: 64 lower-case hexadecimal digits."
        );

    /// <summary>An image is named by its digest too.</summary>
    public static Refusal ImageNotPinned { get; } =
        Refusal.Field(
            "permit.image-not-pinned",
            "image",
            $"Name the image by its digest, as in registry.example/scorer@sha256:…: a tag can be moved."
        );

    /// <summary>It does not count now.</summary>
    public static Refusal DoesNotCount(PermitId permit, Sentence state, IReadOnlyList<Sentence> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return new Refusal("permit.does-not-count", Sentence.Join(" ", [$"{permit} is {state}.", .. reasons]), RefusalKind.Conflict);
    }

    /// <summary>A permit is for images of its version alone.</summary>
    public static Refusal ImageNotDeclared(string image, string version) =>
        Refusal.Field(
            "permit.image-not-declared",
            "image",
            $"The image {image} was not declared with {version}. Declare a version's images by their digests when it is registered: a "
                + $"permit covers no other images."
        );

    /// <summary>A name that is too long.</summary>
    public static Refusal EnvironmentTooLong { get; } =
        Refusal.Field("permit.environment-too-long", "environment", $"The name of an environment may have at most 100 characters.");

    /// <summary>The experiment tries another version.</summary>
    public static Refusal OtherExperiment(ExperimentId experiment, string challenger, Stage stage) =>
        Refusal.Field(
            "permit.other-experiment",
            "experiment",
            stage is Stage.Production
                ? (Sentence)$"{experiment} lets {challenger} decide for people. Ask for a permit for that version and stage production."
                : $"{experiment} is a shadow of {challenger} and serves no one. Ask for a permit for that version and stage staging."
        );

    /// <summary>The gate says no.</summary>
    public static Refusal GateDenies(IReadOnlyList<Sentence> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return new Refusal(
            "permit.gate-denies",
            $"The gate does not allow this deployment. {Sentence.Join(" ", reasons)}",
            RefusalKind.Conflict
        )
        {
            FieldWords = new Dictionary<string, Sentence[]>(StringComparer.Ordinal) { ["gate"] = [.. reasons] },
        };
    }
}
