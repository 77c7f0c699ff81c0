using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>A portal that nobody has used yet.</summary>
public sealed class FirstRunPortal : RunningPortal;
