using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>A portal that no one has used yet.</summary>
public sealed class FirstRunPortal : RunningPortal;
