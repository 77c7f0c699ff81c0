using System.Globalization;
using Governance.Domain;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Calendar;

/// <summary>Everything due, as an agenda or as a month.</summary>
public sealed partial class CalendarPage(ReadCalendar read, TimeProvider clock)
{
    private const int Ahead = 92;
    private const int Shown = 200;
    private const int OfCell = 3;

    private readonly HashSet<DateOnly> _unfolded = [];
    private CalendarItems? _items;
    private IReadOnlyList<FilterChoice> _choices = [];
    private Refusal? _refusal;
    private DateOnly _month;
    private DateOnly _today;
    private DateTimeOffset _now;

    [CascadingParameter(Name = "TimeZone")]
    private TimeZoneInfo? Zone { get; set; }

    [SupplyParameterFromQuery]
    private string? View { get; set; }

    [SupplyParameterFromQuery(Name = "month")]
    private string? MonthText { get; set; }

    [SupplyParameterFromQuery]
    private string? Who { get; set; }

    [SupplyParameterFromQuery]
    private string? System { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    private bool IsMonth => View == "month";

    private bool HasFilter => ActiveFilters.Any();

    private TimeZoneInfo Local => Zone ?? clock.LocalTimeZone;

    private IEnumerable<(string Key, string Field, string Value)> ActiveFilters
    {
        get
        {
            if (!string.IsNullOrEmpty(Who))
            {
                yield return (
                    "who",
                    "Person",
                    Who == "mine" ? T["Me"] : _items?.People.FirstOrDefault(p => p.Id.ToString() == Who)?.Name ?? Who
                );
            }

            if (!string.IsNullOrEmpty(System))
            {
                yield return ("system", "AI system", _items?.Systems.FirstOrDefault(s => s.Id.ToString() == System).Name ?? System);
            }

            if (!string.IsNullOrEmpty(Model))
            {
                yield return ("model", "Model", Model);
            }

            if (!string.IsNullOrEmpty(Kind))
            {
                yield return ("kind", "Kind", T.Word(Kind));
            }
        }
    }

    // What is overdue stands above both; the grid of a month also shows days of its neighbours, which are not the month's.
    private int Counted => _items!.Overdue.Count + _items.Items.Count(c => !IsLate(c) && (!IsMonth || IsOfMonth(DayOf(c))));

    // Monday first, as in the countries whose law this is about.
    private DateOnly GridStart => _month.AddDays(-(((int)_month.DayOfWeek + 6) % 7));

    private IEnumerable<DateOnly> GridDays
    {
        get
        {
            var end = _month.AddMonths(1);
            var days = (end.DayNumber - GridStart.DayNumber + 6) / 7 * 7;
            return Enumerable.Range(0, days).Select(GridStart.AddDays);
        }
    }

    private IEnumerable<string> WeekDays => Enumerable.Range(0, 7).Select(i => Shapes.In(GridStart.AddDays(i), "ddd"));

    private IEnumerable<(DateOnly Day, IReadOnlyList<RunningClock> Due)> Days =>
        _items!
            .Items.Where(c => !IsLate(c))
            .Take(Shown)
            .GroupBy(DayOf)
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, (IReadOnlyList<RunningClock>)[.. g]));

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        _now = clock.GetLocalNow();
        _today = TimeZoneInfo.ConvertTime(_now, Local).Day();
        _month =
            DateOnly.TryParseExact($"{MonthText}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            && month.Year is > 2000 and < 2200
                ? month
                : new DateOnly(_today.Year, _today.Month, 1);
        var (from, until) = IsMonth ? (At(GridStart), At(GridStart.AddDays(42))) : (_now, _now.AddDays(Ahead));
        var found = await read.RunAsync(
            Actor,
            new CalendarFilter(from, until)
            {
                Who = Who,
                System = System,
                Model = Model,
                Kind = Kind,
            },
            Gone
        );
        (_refusal, _items) = (found.Refusal, found.IsDone ? found.Value : null);
        _choices = _items is { } items ? Choices(items) : [];
    }

    private static IReadOnlyList<FilterChoice> Choices(CalendarItems items) =>
        [
            new("who=mine", "Person", "Me"),
            .. items.People.Select(p => FilterChoice.Named($"who={p.Id}", "Person", p.Name)),
            .. items.Kinds.Select(k => new FilterChoice($"kind={k}", "Kind", k)),
            .. items.Systems.Select(s => FilterChoice.Named($"system={s.Id}", "AI system", s.Name)),
            .. items.Models.Select(m => FilterChoice.Named($"model={m}", "Model", m)),
        ];

    // A day of the law is the same day everywhere; an instant falls on the reader's.
    private DateOnly DayOf(RunningClock item) => (item.IsAllDay ? item.At : TimeZoneInfo.ConvertTime(item.At, Local)).Day();

    private IReadOnlyList<RunningClock> OfDay(DateOnly day) => [.. _items!.Items.Where(c => DayOf(c) == day)];

    private DateTimeOffset At(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Local.GetUtcOffset(midnight)).AddDays(-1);
    }

    private string Look(DateOnly day, int due)
    {
        var outside = IsOfMonth(day) ? null : "calendar-outside";
        var empty = due == 0 ? "calendar-empty" : null;
        return string.Join(' ', outside, empty);
    }

    private bool IsLate(RunningClock item) => item.IsDuty && item.LateAt(_now) <= _now;

    private string? NameOf(RunningClock item) =>
        item.Person is { } person ? _items!.People.FirstOrDefault(p => p.Id == person)?.Name : null;

    private string MonthHref(DateOnly month) =>
        Navigation.With(("view", "month"), ("month", month.ToString("yyyy-MM", CultureInfo.InvariantCulture)));

    private bool IsOfMonth(DateOnly day) => (day.Year, day.Month) == (_month.Year, _month.Month);

    private void Fold(DateOnly day)
    {
        if (!_unfolded.Remove(day))
        {
            _unfolded.Add(day);
        }
    }

    private void Add(FilterChoice choice)
    {
        var parts = choice.Key.Split('=', 2);
        Go((parts[0], parts[1]));
    }

    private void Clear() => Navigation.Choose(("who", null), ("system", null), ("model", null), ("kind", null));

    private void Go((string Name, string? Value) filter) => Navigation.Choose(filter);
}
