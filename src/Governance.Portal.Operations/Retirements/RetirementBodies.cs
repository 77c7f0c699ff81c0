using System.ComponentModel.DataAnnotations;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Body of a new retirement.</summary>
/// <param name="Subject">A model, <c>model@version</c>, or the id of an AI system.</param>
/// <param name="Reason">Reason for the retirement.</param>
/// <param name="PlannedAt">Planned end of the retirement (default: in thirty days).</param>
/// <param name="Successor">The successor: a model or <c>model@version</c>.</param>
/// <param name="Owner">E-mail address of the person responsible for the retirement (default: the person who plans it).</param>
public sealed record RetirementBody(
    [property: Required] string? Subject = null,
    [property: Required] string? Reason = null,
    DateTimeOffset? PlannedAt = null,
    string? Successor = null,
    string? Owner = null
);

/// <summary>Body of a change; absent members stay unchanged.</summary>
/// <param name="Owner">E-mail address of the person responsible for the retirement.</param>
/// <param name="PlannedAt">Planned end of the retirement.</param>
/// <param name="Successor">The successor; null if there is none.</param>
public sealed record RetirementChangeBody(Patch<string> Owner, Patch<DateTimeOffset?> PlannedAt, Patch<string> Successor);

/// <summary>A reason.</summary>
/// <param name="Reason">The reason.</param>
public sealed record RetirementReasonBody([property: Required] string? Reason = null);

/// <summary>A note.</summary>
/// <param name="Note">Text of the note.</param>
public sealed record RetirementNoteBody(string? Note = null);

/// <summary>Who does a task, and by when; absent members stay unchanged.</summary>
/// <param name="Owner">E-mail address of the person.</param>
/// <param name="DueAt">When the task is due.</param>
public sealed record TaskAssignmentBody(string? Owner = null, DateTimeOffset? DueAt = null);

/// <summary>Body that records that a task is done.</summary>
/// <param name="Words">What was done.</param>
/// <param name="Evidence">Proof: the id of a record, or a file's name and its SHA-256.</param>
public sealed record TaskDoneBody(string? Words = null, string? Evidence = null);

/// <summary>Keys to revoke or to keep.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Revoke">True to revoke them; false to keep them.</param>
/// <param name="Reason">Why the keys are kept.</param>
public sealed record SettleKeysBody(IReadOnlyList<string>? Keys = null, bool Revoke = true, string? Reason = null);

/// <summary>How long records are kept.</summary>
/// <param name="Until">End of the retention period (default: as the law requires).</param>
/// <param name="Basis">Legal basis.</param>
public sealed record RetentionBody(DateTimeOffset? Until = null, string? Basis = null);
