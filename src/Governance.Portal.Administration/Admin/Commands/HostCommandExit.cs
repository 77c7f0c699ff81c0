using Governance.Domain;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary>How a host command ends.</summary>
internal static class HostCommandExit
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A check found something.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or refused.</summary>
    public const int Wrong = 2;

    /// <summary>Says on standard error why something was not done.</summary>
    public static async Task<int> SayAsync(Refusal refusal)
    {
        await Console.Error.WriteLineAsync(refusal.Message);
        foreach (var (field, messages) in refusal.Errors)
        {
            await Console.Error.WriteLineAsync($"  {field}: {string.Join(' ', messages)}");
        }

        return Wrong;
    }

    /// <summary>The parts of a list written with commas.</summary>
    public static IReadOnlyList<string> List(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
