using System.ComponentModel.DataAnnotations;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Body of a new retirement.</summary>
/// <param name="Subject">A model, <c>model@version</c>, or the id of an AI system.</param>
/// <param name="Reason">Why.</param>
/// <param name="PlannedAt">When it is to be over; in thirty days when left out.</param>
/// <param name="Successor">What takes its place: a model or <c>model@version</c>.</param>
/// <param name="Owner">E-mail address of who owns the retirement; who plans it when left out.</param>
public sealed record RetirementBody(
    [property: Required] string? Subject = null,
    [property: Required] string? Reason = null,
    DateTimeOffset? PlannedAt = null,
    string? Successor = null,
    string? Owner = null
);

/// <summary>Body of a change; what is absent stays.</summary>
/// <param name="Owner">E-mail address of who owns it.</param>
/// <param name="PlannedAt">When it is to be over.</param>
/// <param name="Successor">What takes its place; null for nothing.</param>
public sealed record RetirementChangeBody(Patch<string> Owner, Patch<DateTimeOffset?> PlannedAt, Patch<string> Successor);

/// <summary>A reason.</summary>
/// <param name="Reason">Why.</param>
public sealed record RetirementReasonBody([property: Required] string? Reason = null);

/// <summary>A note.</summary>
/// <param name="Note">What there is to say.</param>
public sealed record RetirementNoteBody(string? Note = null);

/// <summary>Who does a task until when; what is left out stays.</summary>
/// <param name="Owner">E-mail address.</param>
/// <param name="DueAt">Until when.</param>
public sealed record TaskAssignmentBody(string? Owner = null, DateTimeOffset? DueAt = null);

/// <summary>A task is done.</summary>
/// <param name="Words">What was done.</param>
/// <param name="Evidence">What shows it: the id of a record, or a file's name and its SHA-256.</param>
public sealed record TaskDoneBody(string? Words = null, string? Evidence = null);

/// <summary>Keys that are revoked, or stay.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Revoke">True to revoke them; false to keep them.</param>
/// <param name="Reason">Why they stay.</param>
public sealed record SettleKeysBody(IReadOnlyList<string>? Keys = null, bool Revoke = true, string? Reason = null);

/// <summary>How long records are kept.</summary>
/// <param name="Until">Until when; as long as the law asks when left out.</param>
/// <param name="Basis">On what ground.</param>
public sealed record RetentionBody(DateTimeOffset? Until = null, string? Basis = null);
