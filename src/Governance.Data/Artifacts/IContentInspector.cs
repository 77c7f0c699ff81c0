using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Artifacts;

/// <summary>What an inspection found in bytes that may be kept.</summary>
/// <param name="Tool">The program that looked at them, with its version.</param>
/// <param name="Outcome"><c>clean</c>, or <c>not-scanned</c> where configuration lets large content through.</param>
/// <param name="At">When.</param>
public sealed record ContentVerdict(string Tool, string Outcome, DateTimeOffset At);

/// <summary>Looks at everything that comes from outside, before it may be kept or read any further.</summary>
public interface IContentInspector
{
    /// <summary>Inspects received bytes. What is refused it may move elsewhere; what it leaves is deleted by the caller.</summary>
    /// <param name="path">The file with the bytes, beside the store.</param>
    /// <param name="content">Their digest and length.</param>
    /// <param name="sender">Who sent them; null where a job of the portal fetched them.</param>
    /// <param name="ct">Cancels; nothing is kept.</param>
    Task<Result<ContentVerdict>> InspectAsync(string path, StoredContent content, Actor? sender, CancellationToken ct);
}
