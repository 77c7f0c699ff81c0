using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Responsibilities;

/// <summary>An AI system with its activities, always the same ones in the same order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Activities">Who does them and answers for them.</param>
public sealed record SystemResponsibilities(SystemId Id, string Name, IReadOnlyList<Responsibility> Activities);
