using Governance.Domain.Models;

namespace Governance.Portal.Models.Registry;

/// <summary>A piece of evidence with what can be shown of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What can be shown.</param>
public sealed record OpenedEvidence(EvidenceId Id, EvidenceContent Content);
