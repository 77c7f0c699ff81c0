using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Words for sources on pages.</summary>
internal static class SourceText
{
    /// <summary>How long windows are.</summary>
    public static string Length(WindowLength length) =>
        length switch
        {
            WindowLength.Hour => "Hourly",
            WindowLength.Day => "Daily",
            WindowLength.Week => "Weekly",
        };
}
