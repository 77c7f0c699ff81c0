using Governance.EndToEnd.Tests.Infrastructure;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>A portal in which no one else asks for signatures.</summary>
public sealed class NotificationPortal : RunningPortal;
