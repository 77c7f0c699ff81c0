using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Passkeys;

/// <summary>A portal for the passkey tests alone.</summary>
public sealed class PasskeyPortal : RunningPortal;
