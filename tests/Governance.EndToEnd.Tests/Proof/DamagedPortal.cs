using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Proof;

/// <summary>A portal whose log gets damaged: no one else may use it.</summary>
public sealed class DamagedPortal : RunningPortal;
