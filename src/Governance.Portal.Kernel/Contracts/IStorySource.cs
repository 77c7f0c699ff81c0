using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What a feature knows that needs attention: the overview says the most serious of it.</summary>
public interface IStorySource
{
    /// <summary>What is looked at, in a word or two: named where nothing needs attention.</summary>
    string Watches { get; }

    /// <summary>What a reader needs to be told.</summary>
    Permission Reads { get; }

    /// <summary>Reads what needs attention, the most serious of it, in any order.</summary>
    /// <param name="db">Where to read, limited to what the reader sees.</param>
    /// <param name="now">The time by which it is judged.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<StorySentence>> TellAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct);
}
