using Governance.Reporting.Layout;
using Microsoft.Extensions.Options;

namespace Governance.Reporting;

/// <summary>Section <c>Reports</c> of the configuration.</summary>
public sealed class ReportOptions
{
    public const string Section = "Reports";

    /// <summary>
    /// The organisation that answers for its documents, as it is printed on them; when empty the installation's id stands there.
    /// </summary>
    public string? Organisation { get; set; }

    /// <summary>The organisation's logo on the covers of its documents: a PNG or an SVG of at most 256 KiB.</summary>
    public string? LogoPath { get; set; }

    /// <summary>Which converter turns HTML into PDF.</summary>
    public ReportRenderer Renderer { get; set; } = ReportRenderer.Chromium;

    /// <summary>The Chromium executable; when empty the usual places are looked at.</summary>
    public string? ChromiumPath { get; set; }

    /// <summary>Base address of a converter that speaks the Gotenberg HTTP API.</summary>
    public Uri? GotenbergUrl { get; set; }

    /// <summary>Reports made at the same time on one node; others wait.</summary>
    public int MaxConcurrent { get; set; } = 1;

    /// <summary>One job's time from its turn to its PDF.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest HTML taken, in UTF-16 characters.</summary>
    public int MaxHtmlCharacters { get; set; } = 16 * 1024 * 1024;

    /// <summary>Largest PDF given back, in bytes.</summary>
    public int MaxPdfBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Jobs after which the browser process is replaced, so that what it leaks stays bounded.</summary>
    public int JobsPerBrowser { get; set; } = 200;

    /// <summary>One line per invalid value, naming its key; empty when all is well. A Chromium that is not there is not invalid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(Organisation is not { Length: > 200 }, "Reports__Organisation must have at most 200 characters.");
        if (LogoPath is { Length: > 0 } logo)
        {
            try
            {
                _ = DocumentLogo.Read(logo);
            }
            catch (ReportDataException e)
            {
                problems.Add($"Reports__LogoPath: {e.Message}");
            }
        }

        Require(MaxConcurrent is >= 1 and <= 32, "Reports__MaxConcurrent must be between 1 and 32.");
        Require(
            Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(30),
            "Reports__Timeout must be above zero and at most 00:30:00."
        );
        Require(MaxHtmlCharacters > 0, "Reports__MaxHtmlCharacters must be above zero.");
        Require(MaxPdfBytes > 0, "Reports__MaxPdfBytes must be above zero.");
        Require(JobsPerBrowser > 0, "Reports__JobsPerBrowser must be above zero.");
        Require(Enum.IsDefined(Renderer), "Reports__Renderer must be Chromium or Gotenberg.");
        Require(
            Renderer != ReportRenderer.Gotenberg || GotenbergUrl is { IsAbsoluteUri: true },
            "Reports__GotenbergUrl must be an absolute address when Reports__Renderer is Gotenberg."
        );
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}

public enum ReportRenderer
{
    Chromium,
    Gotenberg,
}

/// <summary>Names each value that is not valid by its key: a host that does not start says why.</summary>
internal sealed class ReportOptionsValidator : IValidateOptions<ReportOptions>
{
    public ValidateOptionsResult Validate(string? name, ReportOptions options) =>
        options.Problems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
