using System.CommandLine;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary>Asks the person at the host before something is lost; a script says in advance that it may be.</summary>
internal static class HostCommandConsent
{
    /// <summary>The option by which a script answers.</summary>
    public static Option<bool> Option() =>
        new("--yes") { Description = "Do it without asking, for scripts. What would be lost is named all the same." };

    /// <summary>Says what would be lost, and asks.</summary>
    /// <param name="loss">What would be lost, in sentences.</param>
    /// <param name="isAnswered">True when the command line said so already.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when it is not to be done; that is said.</returns>
    public static async Task<bool> AskAsync(string loss, bool isAnswered, CancellationToken ct)
    {
        await Console.Out.WriteLineAsync(loss);
        if (isAnswered)
        {
            return true;
        }

        if (!Console.IsInputRedirected)
        {
            await Console.Out.WriteAsync("Type yes to lose them: ");
            if ((await Console.In.ReadLineAsync(ct))?.Trim() == "yes")
            {
                return true;
            }
        }

        await Console.Error.WriteLineAsync("Nothing was changed. To do it all the same: --yes.");
        return false;
    }
}
