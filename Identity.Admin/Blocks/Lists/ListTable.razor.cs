using System.Globalization;
using Identity.Admin.Blocks.Dialogs;
using Identity.Admin.Blocks.Toasts;
using Identity.Admin.Management;
using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Identity.Admin.Blocks.Lists;

/// <summary>Loads the pages of a list, and keeps what is selected and searched for.</summary>
public sealed partial class ListTable<TItem>(
    NavigationManager navigation,
    OpenDialogs dialogs,
    Toaster toaster,
    IJSRuntime js
) : IDisposable
{
    private const int SkeletonRows = 8;
    private const int MostInAFile = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(180);

    private readonly Pages _pages = new();
    private readonly Dictionary<object, TItem> _selected = [];
    private ListState _state = new(new Dictionary<string, string>(StringComparer.Ordinal), null);
    private bool _hasState;
    private string _text = "";
    private string? _asked;
    private IReadOnlyList<TItem>? _items;
    private Listing<TItem>? _page;
    private Problem? _problem;
    private bool _isLoading;
    private CancellationTokenSource _work = new();
    private CancellationTokenSource _typing = new();

    [CascadingParameter]
    public Me Me { get; set; } = null!;

    [Parameter, EditorRequired]
    public Func<ListQuery, CancellationToken, Task<Answer<Listing<TItem>>>> Load { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<Column<TItem>> Columns { get; set; } = [];

    [Parameter]
    public IReadOnlyList<Filter> Filters { get; set; } = [];

    [Parameter]
    public string? Sort { get; set; }

    [Parameter, EditorRequired]
    public string Noun { get; set; } = "";

    [Parameter]
    public string? Nouns { get; set; }

    [Parameter]
    public string? SearchHint { get; set; }

    [Parameter]
    public Func<TItem, string>? Href { get; set; }

    [Parameter, EditorRequired]
    public Func<TItem, object> Key { get; set; } = null!;

    [Parameter]
    public string? FileName { get; set; }

    [Parameter]
    public IReadOnlyList<BulkDeed<TItem>> Deeds { get; set; } = [];

    [Parameter]
    public RenderFragment<TItem>? RowActions { get; set; }

    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>Hears of each page, for counts that are shown elsewhere.</summary>
    [Parameter]
    public Action<Listing<TItem>>? Arrived { get; set; }

    private string Plural => Nouns ?? $"{Noun}s";

    private IEnumerable<Column<TItem>> Shown => Columns.Where(column => !column.IsForFile);

    private bool HasBar => SearchHint is not null || Filters.Count > 0 || FileName is not null;

    private bool CanSelect => Deeds.Any(deed => Me.May(deed.Permission));

    private bool AllSelected => _items is { Count: > 0 } && _items.All(item => _selected.ContainsKey(Key(item)));

    private string CountWords
    {
        get
        {
            if (_page?.Total is not { } total)
                return "";
            var count = total.ToString("N0", CultureInfo.InvariantCulture);
            return $"{count}{(_page.TotalIsCapped ? "+" : "")} {(total == 1 ? Noun : Plural)}";
        }
    }

    private string RangeWords
    {
        get
        {
            var last = _pages.First + (_items?.Count ?? 0) - 1;
            return string.Create(CultureInfo.InvariantCulture, $"{_pages.First:N0} to {last:N0}");
        }
    }

    /// <summary>Reads the page again, after something was done.</summary>
    public Task ReloadAsync() => LoadAsync();

    public void Dispose()
    {
        _work.Cancel();
        _work.Dispose();
        _typing.Cancel();
        _typing.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var state = ListState.Read(navigation.Uri, [.. Filters.Select(filter => filter.Name)]);
        if (_hasState && state.IsAs(_state))
            return;
        (_state, _hasState) = (state, true);
        // What comes back of our own asking may be older than what has been typed since.
        if (state.Search.Trim() != _asked?.Trim())
            _text = state.Search;
        _asked = null;
        _pages.Restart();
        _selected.Clear();
        // The first drawing, before there is a circuit, is of the list's shape; what is in it comes at once afterwards.
        if (RendererInfo.IsInteractive)
            await LoadAsync();
    }

    private async Task LoadAsync()
    {
        await _work.CancelAsync();
        _work.Dispose();
        _work = new CancellationTokenSource();
        var ct = _work.Token;
        _isLoading = true;
        StateHasChanged();
        try
        {
            var answer = await Load(_state.Query(Sort, _pages.Cursor), ct);
            if (ct.IsCancellationRequested)
                return;
            _isLoading = false;
            if (answer.Failed(out var page))
            {
                _problem = answer.Problem;
                return;
            }
            (_problem, _page, _items) = (null, page, page.Items);
            _pages.Arrived(page.Next);
            Arrived?.Invoke(page);
        }
        catch (OperationCanceledException)
        {
            // Something else was asked for meanwhile.
        }
        finally
        {
            if (!ct.IsCancellationRequested)
                StateHasChanged();
        }
    }

    private void Show(ListState state) => navigation.NavigateTo(state.On(navigation.Uri), replace: true);

    private async Task SearchAsync(string? text)
    {
        _text = text ?? "";
        await _typing.CancelAsync();
        _typing.Dispose();
        _typing = new CancellationTokenSource();
        try
        {
            await Task.Delay(Pause, _typing.Token);
            _asked = _text;
            Show(_state.With(ListState.SearchName, _text));
        }
        catch (OperationCanceledException)
        {
            // Another letter was typed.
        }
    }

    private Task ForwardAsync()
    {
        _pages.Forward();
        return TurnAsync();
    }

    private Task BackAsync()
    {
        _pages.Back();
        return TurnAsync();
    }

    // A new page is read from its top.
    private async Task TurnAsync()
    {
        await LoadAsync();
        await js.InvokeVoidAsync("scrollTo", 0, 0);
    }

    private void Select(TItem item, bool isSelected)
    {
        if (isSelected)
            _selected[Key(item)] = item;
        else
            _selected.Remove(Key(item));
    }

    private void SelectAll(ChangeEventArgs change)
    {
        foreach (var item in _items ?? [])
            Select(item, change.Value is true);
    }

    private void ClearSelection() => _selected.Clear();

    private async Task RunAsync(BulkDeed<TItem> deed)
    {
        var items = _selected.Values.ToArray();
        if (!await dialogs.ConfirmAsync(deed.Confirmation(items.Length)))
            return;
        var run = new BulkRun(deed.Name, [.. items.Select<TItem, Func<Task<Problem?>>>(item => () => deed.Each(item))]);
        await dialogs.AskAsync<BulkProgress, bool>(new() { [nameof(BulkProgress.Of)] = run });
        _selected.Clear();
        await LoadAsync();
    }

    private async Task SaveAsync()
    {
        var columns = Columns.Where(column => column.Text is not null).ToArray();
        List<IEnumerable<string?>> rows = [columns.Select(column => (string?)column.Title)];
        string? cursor = null;
        do
        {
            var answer = await Load(_state.Query(Sort, cursor, ListQuery.MostAtOnce), CancellationToken.None);
            if (answer.Failed(out var page))
            {
                toaster.Say(answer.Problem!);
                return;
            }
            rows.AddRange(page.Items.Select(item => columns.Select(column => column.Text!(item))));
            cursor = page.Next;
        } while (cursor is not null && rows.Count <= MostInAFile);
        await Download.SaveAsync(js, $"{FileName}.csv", "text/csv", Csv.Write(rows));
        if (cursor is not null)
            toaster.Say($"The file holds the first {rows.Count - 1} {Plural}; there are more.");
    }

    private static string Class(Column<TItem> column) =>
        (column.IsNumber ? "number " : "") + (column.IsLesser ? "is-lesser" : "");

    private string? AriaSort(Column<TItem> column) =>
        column.Sort is not { } member ? null
        : (_state.Sort ?? Sort) == member ? "ascending"
        : (_state.Sort ?? Sort) == $"-{member}" ? "descending"
        : "none";

    private string SortIcon(string member) =>
        (_state.Sort ?? Sort) == member ? "up"
        : (_state.Sort ?? Sort) == $"-{member}" ? "down"
        : "up-down";
}
