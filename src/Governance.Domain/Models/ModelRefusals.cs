using Governance.Domain.Experiments;

namespace Governance.Domain.Models;

/// <summary>Refusals of the registry.</summary>
public static class ModelRefusals
{
    /// <summary>The model's name has another form.</summary>
    public static Refusal NameNotAllowed { get; } =
        Refusal.Field(
            "model.name-not-allowed",
            "name",
            $"A model name must start with a lower-case letter or digit, followed by at most 99 characters from a-z, 0-9, dot, "
                + $"hyphen and underscore."
        );

    /// <summary>The version's name has another form.</summary>
    public static Refusal VersionNameNotAllowed { get; } =
        Refusal.Field(
            "version.name-not-allowed",
            "version",
            $"A version name must start with a letter or digit, followed by at most 63 letters, digits, dots, plus signs and hyphens."
        );

    /// <summary>No such model.</summary>
    public static Refusal NotFound(string model) =>
        new("model.not-found", $"There is no model called {Short(model)}.", RefusalKind.NotFound);

    /// <summary>No such version.</summary>
    public static Refusal VersionNotFound(string model, string version) =>
        new("version.not-found", $"The model {Short(model)} has no version {Short(version)}.", RefusalKind.NotFound);

    /// <summary>The name is taken.</summary>
    public static Refusal NameTaken(string model) =>
        new(
            "model.name-taken",
            $"There is already a model called {model}. Names must differ by more than upper and lower case.",
            RefusalKind.Conflict
        );

    /// <summary>The name elsewhere is taken.</summary>
    public static Refusal ExternalNameTaken(string name) =>
        Refusal.Field(
            "model.external-name-taken",
            "externalName",
            $"The name {Short(name)} is already taken, by a model here or as an external name. Choose another name.",
            RefusalKind.Conflict
        );

    /// <summary>A key without an owner cannot own a model.</summary>
    public static Refusal OwnerlessKey { get; } =
        new(
            "model.ownerless-key",
            $"A model created through MLflow belongs to the owner of the API key, but this key has none. Use a key that has an owner.",
            RefusalKind.Forbidden
        );

    /// <summary>Nothing is deleted.</summary>
    public static Refusal NoDeletion { get; } =
        new(
            "model.no-deletion",
            $"Models and versions cannot be deleted: approvals and the audit log refer to them. Request the retirement of a "
                + $"version instead.",
            RefusalKind.Forbidden
        );

    /// <summary>The alias has another form.</summary>
    public static Refusal AliasNotAllowed { get; } =
        Refusal.Field(
            "alias.not-allowed",
            "alias",
            $"An alias must have 1 to 255 letters, digits, underscores and hyphens. It cannot be latest, or v with a "
                + $"number: these are reserved."
        );

    /// <summary>No such alias.</summary>
    public static Refusal AliasNotFound(string alias) =>
        new("alias.not-found", $"The model has no alias {Short(alias)}.", RefusalKind.NotFound);

    /// <summary>The gate does not let this version have the alias.</summary>
    public static Refusal AliasGated(string alias, string version, Sentence reasons) =>
        new(
            "alias.gated",
            $"The alias {alias} is only for versions approved for production, so {version} cannot have it. {reasons}",
            RefusalKind.Forbidden
        );

    /// <summary>The gate does not let this version go to the stage.</summary>
    public static Refusal StageGated(string stage, string version, Sentence reasons) =>
        new("stage.gated", $"{version} may not go to {stage}. {reasons}", RefusalKind.Forbidden);

    /// <summary>A tag has a form that is not kept.</summary>
    public static Refusal TagNotAllowed(Sentence words) => Refusal.Field("tag.not-allowed", "key", words);

    /// <summary>What a model is known by in its registry cannot be kept.</summary>
    public static Refusal SourceIdTooLong(int most) =>
        Refusal.Field("model.source-id-too-long", "id", $"Its identifier in the registry is longer than {most} characters.");

    /// <summary>A prompt of MLflow's prompt registry is no model.</summary>
    public static Refusal PromptNotAllowed { get; } =
        Refusal.Field(
            "model.prompt-not-allowed",
            "tags",
            $"MLflow prompts are not registered here: this registry holds models only. Keep prompts on your tracking server (for prompts, "
                + $"leave MLFLOW_REGISTRY_URI unset)."
        );

    /// <summary>No such tag.</summary>
    public static Refusal TagNotFound(string key) => new("tag.not-found", $"There is no tag {Short(key)}.", RefusalKind.NotFound);

    /// <summary>The version is registered.</summary>
    public static Refusal VersionTaken(string model, string version) =>
        new(
            "version.taken",
            $"{model} {version} is already registered, and a version never changes. Register a new version.",
            RefusalKind.Conflict
        );

    /// <summary>The owner is no one who may own.</summary>
    public static Refusal OwnerNotAModelOwner(string field) =>
        Refusal.Field(
            "model.owner-not-a-model-owner",
            field,
            $"This has to be the e-mail address of an active account with the Model owner role."
        );

    /// <summary>The uploaded bytes are others than declared.</summary>
    public static Refusal ArtifactDigestDiffers(string declared, string computed) =>
        Refusal.Field(
            "artifact.digest-differs",
            "artifact.sha256",
            $"The uploaded file has the SHA-256 {computed}, but the version declares {declared}. Nothing was kept."
        );

    /// <summary>The uploaded bytes are more or fewer than declared.</summary>
    public static Refusal ArtifactSizeDiffers(long declared, long counted) =>
        Refusal.Field(
            "artifact.size-differs",
            "artifact.sizeBytes",
            $"The uploaded file has {counted} bytes, but the version declares {declared}. Nothing was kept."
        );

    /// <summary>No bytes stored.</summary>
    public static Refusal ArtifactNotStored(string version) =>
        new("artifact.not-stored", $"The artifact of {version} has not been uploaded yet.", RefusalKind.NotFound);

    /// <summary>The signature does not hold.</summary>
    public static Refusal SignatureNotVerified(Sentence doubt) =>
        Refusal.Field("signature.not-verified", "signature", $"This signature cannot be accepted. {doubt} Nothing was kept.");

    /// <summary>No one is trusted to sign.</summary>
    public static Refusal NoTrustedKeys { get; } =
        new(
            "signature.no-trusted-keys",
            $"No key is trusted to sign models, so no signature can be verified. An administrator lists the trusted keys in "
                + $"ModelSigning__TrustedKeys.",
            RefusalKind.Conflict
        );

    /// <summary>No signature stored.</summary>
    public static Refusal SignatureNotFound { get; } =
        new("signature.not-found", $"No signature of this version's artifact is stored.", RefusalKind.NotFound);

    /// <summary>More than the limit.</summary>
    public static Refusal TooLarge(string limit, long bytes) =>
        new("limit.exceeded", $"This exceeds the limit {limit} of {bytes} bytes. Nothing was kept.", RefusalKind.TooLarge);

    /// <summary>It was withdrawn already.</summary>
    public static Refusal EvidenceWithdrawn(EvidenceId id) =>
        new("evidence.withdrawn", $"{id} has already been withdrawn. Add new evidence if the facts have changed.", RefusalKind.Conflict);

    /// <summary>No words.</summary>
    public static Refusal WithdrawalReasonMissing { get; } =
        Refusal.Field(
            "evidence.reason-missing",
            "reason",
            $"Say why this evidence should no longer be used. The reason is shown beside it with your name."
        );

    /// <summary>Too many words.</summary>
    public static Refusal WithdrawalReasonTooLong { get; } =
        Refusal.Field("text.too-long", "reason", $"The reason may have at most 8,000 characters.");

    /// <summary>No such evidence.</summary>
    public static Refusal EvidenceNotFound(string id) =>
        new("evidence.not-found", $"There is no evidence {Short(id)}.", RefusalKind.NotFound);

    /// <summary>No such deployment.</summary>
    public static Refusal DeploymentNotFound(string id) =>
        new("deployment.not-found", $"There is no deployment {Short(id)}.", RefusalKind.NotFound);

    /// <summary>Nothing was in production.</summary>
    public static Refusal NothingInProduction(string model) =>
        new("production.none", $"No version of {model} was in production then.", RefusalKind.NotFound);

    /// <summary>The version is not in production.</summary>
    public static Refusal NotInProduction(string version) =>
        new("deployment.not-in-production", $"{version} is not in production now, so there is nothing to roll back.", RefusalKind.Conflict);

    /// <summary>The rollback target has no approval for the stage that would be rolled back.</summary>
    public static Refusal TargetNotApproved(string version, Stage stage) =>
        new(
            "deployment.target-not-approved",
            stage is Stage.Staging
                ? (Sentence)
                    $"{version} was never approved for staging, or its approval was revoked, so staging cannot be rolled back to it."
                : $"{version} was never approved for production, or its approval was revoked, so production cannot be rolled back to it.",
            RefusalKind.Conflict
        );

    /// <summary>Rolling back to itself.</summary>
    public static Refusal TargetIsCurrent(string version) =>
        new("deployment.target-is-current", $"{version} is in production now. Name an earlier version.", RefusalKind.Conflict);

    /// <summary>A rollback plan that leads nowhere.</summary>
    public static Refusal PlanTargetMissing(string field) =>
        Refusal.Field(
            "deployment.plan-target-missing",
            field,
            $"No other version is in production, so the rollback plan has no default target. Name one, or say "
                + $"in whyNone why no rollback is possible."
        );

    /// <summary>A rollback plan to where no one may go.</summary>
    public static Refusal PlanTargetNotUsable(string field, Sentence why) =>
        Refusal.Field(
            "deployment.plan-target-not-usable",
            field,
            $"This cannot be the target of the rollback plan: {why}",
            RefusalKind.Conflict
        );

    /// <summary>The deployment is over.</summary>
    public static Refusal PlanOfEnded(DeploymentId id) =>
        new("deployment.plan-of-ended", $"{id} has ended, so its rollback plan stays as it was.", RefusalKind.Conflict);

    /// <summary>What decides over sign-offs and gates is the owner's to change.</summary>
    public static Refusal OwnerDecides(Sentence what) =>
        new(
            "model.owner-decides",
            $"Only the owner of this model, or a deputy, acting as model owner, can {what}. Ask one of them to do it.",
            RefusalKind.Forbidden
        );

    /// <summary>By what a model is judged is not its makers' to change.</summary>
    /// <param name="policy">A policy that would judge it no more, or by less.</param>
    public static Refusal SecondLineDecides(string policy) =>
        new(
            "model.second-line-decides",
            $"The policy {policy} applies to this model by its tags or its AI system. A risk or compliance officer who is not accountable "
                + $"for the model has to change them.",
            RefusalKind.Forbidden
        );

    /// <summary>Nothing to confirm.</summary>
    public static Refusal NoLoweringWaits { get; } =
        new(
            "model.no-lowering-waits",
            $"No lower risk class of this model is waiting for confirmation: it was already confirmed or declined, or the class "
                + $"has changed since.",
            RefusalKind.Conflict
        );

    /// <summary>Two people.</summary>
    public static Refusal LoweringTakesTwo { get; } =
        new(
            "model.lowering-takes-two",
            $"A lower risk class must be confirmed by someone who neither requested it nor is accountable for the model, and who does "
                + $"not act for such a person.",
            RefusalKind.Forbidden
        );

    /// <summary>A text is missing.</summary>
    public static Sentence Required { get; } = $"This is required.";

    /// <summary>Longer than the declared size.</summary>
    public static Refusal ArtifactLonger(long declared) =>
        Refusal.Field(
            "artifact.size-differs",
            "artifact.sizeBytes",
            $"The uploaded file has more than the {declared} bytes that the version declares. Nothing was kept."
        );

    /// <summary>The stored bytes are gone.</summary>
    public static Refusal ContentMissing(string what) =>
        new(
            "content.missing",
            $"The stored file of {what} is missing from the store. The loss is recorded. An administrator has "
                + $"to restore the store from its backup.",
            RefusalKind.Unavailable
        );

    /// <summary>The stored bytes are others than they were.</summary>
    public static Refusal ContentAltered(string what) =>
        new(
            "content.altered",
            $"The stored file of {what} was altered on disk, so it is not shown. The finding is recorded. An "
                + $"administrator has to restore the store from its backup.",
            RefusalKind.Unavailable
        );

    /// <summary>No such promotion for this version.</summary>
    public static Refusal PromotionOfAnother(string promotion, string version) =>
        Refusal.Field(
            "deployment.promotion-of-another",
            "promotion",
            $"{promotion} is not a promotion of {version}, so it does not apply here.",
            RefusalKind.Conflict
        );

    /// <summary>A promotion to retirement is carried out by its approval.</summary>
    public static Refusal NotDeployable(string promotion) =>
        Refusal.Field(
            "deployment.promotion-retires",
            "promotion",
            $"{promotion} retires the version. There is nothing to deploy.",
            RefusalKind.Conflict
        );

    /// <summary>The promotion was carried out and the version has left the stage since.</summary>
    public static Refusal PromotionUsed(string promotion, string version) =>
        Refusal.Field(
            "deployment.promotion-used",
            "promotion",
            $"{promotion} was carried out, and {version} has since been replaced. Roll back to {version}, or request a new promotion.",
            RefusalKind.Conflict
        );

    /// <summary>The environment belongs to the other stage.</summary>
    public static Refusal EnvironmentOfAnotherStage(string environment, Stage belongs, Stage asked) =>
        Refusal.Field(
            "deployment.environment-of-another-stage",
            "environment",
            $"The environment {environment} belongs to {Sentence.Word(belongs)}, but this approval is for "
                + $"{Sentence.Word(asked)}. Name another environment, or request a promotion to {Sentence.Word(belongs)}."
        );

    /// <summary>Nothing says that the environment serves no one.</summary>
    public static Refusal EnvironmentServesPeople(string environment) =>
        Refusal.Field(
            "deployment.environment-of-another-stage",
            "environment",
            $"The environment {environment} counts as one that serves people, because nothing says otherwise, and this approval is for "
                + $"staging. Name an environment of staging, or request a promotion to production. If it serves no one, an administrator "
                + $"declares it: Hooks__Environments with NAME=staging."
        );

    /// <summary>The approval is for a share.</summary>
    public static Refusal PromotionLimited(string promotion, ExperimentId experiment) =>
        new(
            "deployment.promotion-limited",
            $"{promotion} is limited to {experiment}. Name that experiment, or request a promotion that is not limited.",
            RefusalKind.Conflict
        );

    /// <summary>The gate says no.</summary>
    public static Refusal DeploymentBlocked(string promotion, IReadOnlyList<Sentence> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        return new Refusal(
            "deployment.blocked",
            $"{promotion} does not allow this deployment. {Sentence.Join(" ", reasons)}",
            RefusalKind.Conflict
        )
        {
            FieldWords = new Dictionary<string, Sentence[]>(StringComparer.Ordinal) { ["promotion"] = [.. reasons] },
        };
    }

    /// <summary>A prohibited model serves nowhere.</summary>
    public static Refusal Prohibited(string model) =>
        new(
            "deployment.prohibited",
            $"{model} is classified as prohibited. No version of it can be deployed, and no waiver can change that.",
            RefusalKind.Conflict
        );

    /// <summary>Its bytes were deleted.</summary>
    public static Refusal ArtifactErased(string version) =>
        new(
            "artifact.erased",
            $"The artifact of {version} was deleted when the version was retired. Its digest, size and proofs remain.",
            RefusalKind.Conflict
        );

    /// <summary>A retired version stays retired.</summary>
    public static Refusal Retired(string version) =>
        new("version.retired", $"{version} is retired and cannot be deployed.", RefusalKind.Conflict);

    /// <summary>Cuts what a stranger wrote to a length fit for a sentence.</summary>
    internal static string Short(string text) => text.Length <= 100 ? text : string.Concat(text.AsSpan(0, 100), "…");
}
