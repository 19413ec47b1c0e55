// Words of the supervisor's room: filters, forced acts, moving callers, notices.
export const roomWords = {
  reach: {
    title: ['管理范围', 'Reach'],
    all: ['全部座席', 'Whole site'],
    teams: ['指定班组', 'Some teams'],
    noTeams: ['还没有班组，先在“班组”中建立', 'There are no teams yet. Make them under Teams first'],
    hint: [
      '班长只看到并只能介入所选班组的座席、队列和通话。修改后需重新登录',
      'A team leader sees and steps in only at agents, queues and calls of these teams. A change ends the person’s session',
    ],
  },
  wallboardHint: [
    '只能打开大屏：没有客户资料，不能接打电话。登录保持 90 天',
    'Opens wallboards only: no customer data, no calls. Stays logged in for 90 days',
  ],
  filter: {
    team: ['班组', 'Team'],
    queue: ['队列', 'Queue'],
    allTeams: ['全部班组', 'All teams'],
    allQueues: ['全部队列', 'All queues'],
    none: ['没有符合条件的', 'Nothing matches the filter'],
    clear: ['清除筛选', 'Clear the filter'],
  },
} as const
