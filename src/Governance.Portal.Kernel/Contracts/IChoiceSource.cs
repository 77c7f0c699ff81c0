using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// What a field of a form can be filled with: records of one kind, found as the palette finds them. The feature that keeps them registers
/// it. What the reader may not see is not among them.
/// </summary>
public interface IChoiceSource
{
    /// <summary>Which records.</summary>
    ChoiceKind Kind { get; }

    /// <summary>Who has no such right is offered none; null where everyone who acts here may name them.</summary>
    Permission? Needs { get; }

    /// <summary>Reads a page of what fits, by one statement; everything where nothing is typed.</summary>
    /// <param name="db">Where to read, as limited as the reader is.</param>
    /// <param name="text">What they typed.</param>
    /// <param name="skip">How many were read already.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct);
}
