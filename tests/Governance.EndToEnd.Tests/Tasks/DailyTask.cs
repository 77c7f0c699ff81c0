namespace Governance.EndToEnd.Tests.Tasks;

/// <summary>Something people come to the portal for, from Overview to its end.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Who">Whose work it is, as the demo calls them.</param>
/// <param name="Most">Clicks it may take: those it took when it was first measured.</param>
/// <param name="DoAsync">How it is done.</param>
internal sealed record DailyTask(string Name, string Who, int Most, Func<Hands, Task> DoAsync);
